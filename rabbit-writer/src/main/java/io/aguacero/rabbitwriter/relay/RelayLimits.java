package io.aguacero.rabbitwriter.relay;

import java.time.Duration;

/**
 * Bounds of a shard's relay.
 *
 * @param packEventsMax most events in one message, at least 1
 * @param packBytesMax most payload bytes in a message of several events
 * @param waitingBytesMax bytes of waiting events beyond which a shard's journal isn't read on
 * @param backoffMax longest pause before a pack is published again; the first is a sixteenth of it
 */
public record RelayLimits(int packEventsMax, long packBytesMax, long waitingBytesMax, Duration backoffMax) {}
