package io.aguacero.rabbitwriter;

/** What is known of RabbitMQ. */
public sealed interface BrokerState {
    /** Connected, and the streams are as they must be. */
    record Up() implements BrokerState {}

    /** Not connected: nothing is published. */
    record Down(String reason) implements BrokerState {}

    /** Connected, but the broker takes nothing for want of memory or disk. */
    record Blocked(String reason) implements BrokerState {}

    /** The streams aren't this installation's; the service must not go on. */
    record Foreign(String reason) implements BrokerState {}
}
