package io.aguacero.delivery;

import io.aguacero.contracts.v1.PathStatus;

/** What is known of an event on each path. */
public record PathStates(PathStatus kafka, PathStatus rabbitmq) {}
