package io.aguacero.chaos.checker;

/**
 * What the client was answered to one request.
 *
 * @param status HTTP status, 0 when there was no answer
 * @param retryAfter whether the header of that name was there
 * @param millis from sending until the answer or the end of patience
 * @param stallMillis by which the client itself stood still meanwhile
 * @param doorBroken whether the door itself was meant to fail meanwhile, so that there may be no answer
 * @param wrongClock whether clocks were put wrong meanwhile, so that events may have been refused for their times
 * @param first event of the request
 */
public record Answer(
        int status,
        boolean retryAfter,
        long millis,
        long stallMillis,
        boolean doorBroken,
        boolean wrongClock,
        EventName first) {}
