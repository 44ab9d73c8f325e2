package io.aguacero.aggregation.fold;

import java.util.List;

/**
 * Events of a kind whose ids are remembered in the same bucket and looked up in the same ones.
 *
 * @param kind name of the kind
 * @param home start of the bucket, seconds since 1970-01-01T00:00:00Z
 * @param remembered whether that bucket is still kept; otherwise the ids are only looked up
 * @param dropAtMillis the log time at which it is dropped, milliseconds since then
 * @param lookups starts of the buckets in which an id makes its event a duplicate; none for events that are known to be
 *     duplicates, whose ids are only remembered
 * @param events in the order of the log
 */
public record IdGroup(
        String kind, long home, boolean remembered, long dropAtMillis, List<Long> lookups, List<CountedEvent> events) {}
