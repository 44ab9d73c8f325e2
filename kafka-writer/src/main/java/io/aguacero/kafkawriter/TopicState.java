package io.aguacero.kafkawriter;

/** What is known of the topic of all events. */
public sealed interface TopicState {
    /** The broker answers, and the topic is as it must be. */
    record Ready() implements TopicState {}

    /** The broker doesn't answer, or hasn't yet: nothing is sent. */
    record Down(String reason) implements TopicState {}

    /** The topic isn't this installation's; the service must not go on. */
    record Foreign(String reason) implements TopicState {}
}
