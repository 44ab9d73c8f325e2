package io.aguacero.kafkaconsumer.kafka;

/**
 * Tells what was polled after a seek from what still waited in the connector's queue when it happened. What was polled
 * under an earlier generation of the consumer group was polled earlier. Otherwise only the sequence of offsets is there to
 * decide by: what was polled earlier ascends from the last offset that came out of the queue up to the position before the
 * seek; what was polled later ascends from the offset sought. Not thread-safe.
 */
final class SeekFence {
    private final long sought;
    private final long positionBefore;
    private final long seenBefore;
    private final int generation;
    private boolean passed;

    /**
     * @param sought offset of the first record wanted
     * @param positionBefore the consumer's position just before the seek: the offset after all that was polled earlier
     * @param seenBefore greatest offset that had come out of the queue before the seek; -1 when none had
     * @param generation of the group at the seek; -1 when the client had lost its group
     */
    SeekFence(long sought, long positionBefore, long seenBefore, int generation) {
        this.sought = sought;
        this.positionBefore = positionBefore;
        this.seenBefore = seenBefore;
        this.generation = generation;
    }

    /**
     * Whether the record of that offset is one to go on with; once one is, all that follow are.
     *
     * @param polledUnder the group's generation when it was polled; a client that has lost its group goes on polling, and
     *     says -1, which is no earlier one
     */
    boolean passes(long offset, int polledUnder) {
        if (!passed && (polledUnder < 0 || polledUnder >= generation)) {
            boolean againSeen = offset > sought && offset <= seenBefore;
            boolean polledLater = offset > sought && offset >= positionBefore;
            passed = offset == sought || againSeen || polledLater;
        }
        return passed;
    }
}
