package io.aguacero.kafkaconsumer.kafka;

/**
 * Tells what was polled after a seek from what still waited in the connector's queue when it happened. Only the sequence
 * of offsets is there to decide by: what was polled earlier ascends from the last offset that came out of the queue up
 * to the position before the seek; what was polled later ascends from the offset sought. Not thread-safe.
 */
final class SeekFence {
    private final long sought;
    private final long positionBefore;
    private final long seenBefore;
    private boolean passed;

    /**
     * @param sought offset of the first record wanted
     * @param positionBefore the consumer's position just before the seek: the offset after all that was polled earlier
     * @param seenBefore greatest offset that had come out of the queue before the seek; -1 when none had
     */
    SeekFence(long sought, long positionBefore, long seenBefore) {
        this.sought = sought;
        this.positionBefore = positionBefore;
        this.seenBefore = seenBefore;
    }

    /** Whether a record has passed that was polled after the seek. */
    boolean passed() {
        return passed;
    }

    /** Whether the record of that offset is one to go on with; once one is, all that follow are. */
    boolean passes(long offset) {
        if (!passed) {
            boolean againSeen = offset > sought && offset <= seenBefore;
            boolean polledLater = offset > sought && offset >= positionBefore;
            passed = offset == sought || againSeen || polledLater;
        }
        return passed;
    }
}
