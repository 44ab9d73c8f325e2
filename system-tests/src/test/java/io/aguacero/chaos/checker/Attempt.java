package io.aguacero.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the client has sent at least once.
 *
 * @param key that decides the shard
 * @param time as sent, empty when the door stamps it
 */
public record Attempt(EventName name, String key, String time, JsonNode data) {}
