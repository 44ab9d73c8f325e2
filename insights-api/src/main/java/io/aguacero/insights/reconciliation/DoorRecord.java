package io.aguacero.insights.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a door says of some seconds of its life; {@code docs/wire.md} has its form.
 *
 * @param instance name of the door
 * @param start tells this run of it from others
 * @param sequence from 1 within the run; the same record may come twice
 * @param from end of the record before
 * @param to up to when answers are in it
 * @param last whether the door ended in good order with it
 * @param complete whether every unresolved event is listed
 * @param accepted what was answered 202
 * @param unresolved identities, in hexadecimal, of events that may be stored though they weren't accepted
 */
public record DoorRecord(
        String instance,
        String start,
        long sequence,
        Instant from,
        Instant to,
        boolean last,
        boolean complete,
        Map<MinuteKey, EventSum> accepted,
        List<String> unresolved) {}
