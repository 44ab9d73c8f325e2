package io.aguacero.insights.lineage;

import java.time.Duration;

/**
 * Bounds of questions for an event.
 *
 * @param shards how many the installation has
 * @param recordsMax most records of a path that one question reads
 * @param patience longest time for which one question reads a path
 * @param atOnceMax most questions at once
 */
public record LineageLimits(int shards, long recordsMax, Duration patience, int atOnceMax) {}
