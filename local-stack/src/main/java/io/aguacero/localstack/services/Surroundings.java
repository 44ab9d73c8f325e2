package io.aguacero.localstack.services;

import java.nio.file.Path;

/**
 * What a service finds around it, on loopback.
 *
 * @param kinds folder of the kinds in force
 * @param keys file of the keys in force
 * @param shards that the installation is made with
 * @param ingressPort where the door is reached
 * @param routerPort where the router is reached
 * @param kafkaWriterPort where kafka-writer is reached
 * @param rabbitWriterPort where rabbit-writer is reached
 * @param kafka bootstrap list
 * @param amqp URI with credentials
 * @param valkey URI
 */
public record Surroundings(
        Path kinds,
        Path keys,
        int shards,
        int ingressPort,
        int routerPort,
        int kafkaWriterPort,
        int rabbitWriterPort,
        String kafka,
        String amqp,
        String valkey) {}
