package io.aguacero.insights.rabbit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How RabbitMQ is reached.
 *
 * @param uri with user, password and virtual host; {@code amqps} for TLS
 * @param authorityFile of certificates (PEM) that the broker's must be vouched for by; empty for whom the JVM knows
 * @param timeout of connecting, and of an answer
 */
public record RabbitAddress(String uri, Optional<Path> authorityFile, Duration timeout) {}
