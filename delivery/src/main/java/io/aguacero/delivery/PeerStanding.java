package io.aguacero.delivery;

import io.aguacero.delivery.PeerState.Down;

/**
 * What is known of one instance, from what it says when asked, and from its silence.
 *
 * <pre>
 *   DOWN (not heard yet) ──says up──▶ UP ──says down / can't be reached / silent──▶ DOWN ──says up──▶ UP
 * </pre>
 *
 * Only an answer to a question opens it again. An instance that answers batches, but not the question, is busy, not
 * down. Times are of {@link System#nanoTime()}. Safe for any thread.
 */
final class PeerStanding {
    private volatile PeerState state = new Down("not heard of yet");
    private volatile long heardAt;
    private volatile boolean heardEver;

    PeerState state() {
        return state;
    }

    boolean up() {
        return state instanceof PeerState.Up;
    }

    /** It answered a question. */
    void said(PeerState said, long now) {
        heard(now);
        state = said;
    }

    /** It answered anything else. */
    void heard(long now) {
        heardAt = now;
        heardEver = true;
    }

    /**
     * A question never reached it.
     *
     * @param reason in a few words
     */
    void unreachable(String reason) {
        state = new Down(reason);
    }

    /**
     * A question was given up without an answer.
     *
     * @param askedAt when it left
     * @return whether the instance is silent: nothing at all came of it since then
     */
    boolean unanswered(long askedAt) {
        boolean silent = !heardEver || heardAt - askedAt < 0;
        if (silent) {
            state = new Down("doesn't answer");
        }
        return silent;
    }
}
