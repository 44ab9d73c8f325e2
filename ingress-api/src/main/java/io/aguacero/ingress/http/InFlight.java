package io.aguacero.ingress.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Bounds what the door holds at once, in requests and in bytes of their bodies. Safe for any thread. */
final class InFlight {
    private final int requestsMax;
    private final long bytesMax;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    InFlight(int requestsMax, long bytesMax) {
        this.requestsMax = requestsMax;
        this.bytesMax = bytesMax;
    }

    /** Room for one more request with a body of that many bytes; null when there is none. */
    @Nullable
    Permit enter(long bodyBytes) {
        if (requests.incrementAndGet() > requestsMax) {
            requests.decrementAndGet();
            return null;
        }
        Permit permit = new Permit();
        if (!permit.grow(bodyBytes)) {
            permit.leave();
            return null;
        }
        return permit;
    }

    /** How many requests are held. */
    int requests() {
        return requests.get();
    }

    /** How many bytes are held. */
    long bytes() {
        return bytes.get();
    }

    /** Room that one request takes up. Used by one thread at a time. */
    final class Permit {
        private long held;
        private boolean left;

        /** Takes room for more bytes; false, and nothing taken, when there is none. */
        boolean grow(long more) {
            if (bytes.addAndGet(more) > bytesMax) {
                bytes.addAndGet(-more);
                return false;
            }
            held += more;
            return true;
        }

        /** Gives everything back; once is enough. */
        void leave() {
            if (!left) {
                left = true;
                bytes.addAndGet(-held);
                requests.decrementAndGet();
            }
        }
    }
}
