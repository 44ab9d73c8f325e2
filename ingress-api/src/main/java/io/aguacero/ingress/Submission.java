package io.aguacero.ingress;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.LetterId;
import org.jspecify.annotations.Nullable;

/**
 * One event as a client handed it in, before anything but its form has been checked.
 *
 * @param kind name of its kind, which may not exist
 * @param source CloudEvents source
 * @param id the client's id, valid; null when the door is to make one
 * @param timeMicros the client's event time in microseconds since 1970-01-01T00:00:00Z; null when it gave none
 * @param payload what it says
 * @param payloadBytes the payload as it travels
 * @param runId load run that it belongs to; empty when none
 * @param sequence position within its run, from 1; 0 when none
 * @param replayOf the dead letter that it replays, in which case it has an id and a time; null when none
 */
public record Submission(
        String kind,
        String source,
        @Nullable String id,
        @Nullable Long timeMicros,
        Payload payload,
        ByteString payloadBytes,
        String runId,
        long sequence,
        @Nullable LetterId replayOf) {}
