package io.aguacero.delivery;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.ArrayList;
import java.util.List;

/** What leaves together: parts of writes, and the events of all of them in order. */
final class Batch {
    /** Events of one write, from one position of it. */
    private record Part(PendingWrite write, int position, int size) {}

    private final List<Part> parts = new ArrayList<>();
    private final List<EventEnvelope> events = new ArrayList<>();
    private long bytes;

    /**
     * Takes a write whole if it fits, or as much of it as fits if no batch could hold it whole. The first event of a
     * batch always fits.
     *
     * @return whether anything was taken
     */
    boolean take(PendingWrite write, GroupCommitLimits limits) {
        boolean untouched = write.position() == 0;
        boolean fitsSomeBatch = write.size() <= limits.batchEventsMax() && write.bytes() <= limits.batchBytesMax();
        if (untouched && fitsSomeBatch && !fits(write.size(), write.bytes(), limits)) {
            return false;
        }
        int position = write.position();
        while (!write.taken() && fits(1, PendingWrite.bytesOf(write.peek()), limits)) {
            EventEnvelope event = write.take();
            events.add(event);
            bytes += PendingWrite.bytesOf(event);
        }
        int size = write.position() - position;
        if (size > 0) {
            parts.add(new Part(write, position, size));
        }
        return size > 0;
    }

    private boolean fits(int moreEvents, long moreBytes, GroupCommitLimits limits) {
        return events.isEmpty()
                || (events.size() + moreEvents <= limits.batchEventsMax()
                        && bytes + moreBytes <= limits.batchBytesMax());
    }

    List<EventEnvelope> events() {
        return events;
    }

    int size() {
        return events.size();
    }

    long bytes() {
        return bytes;
    }

    /** Gives each write the answers of its part. */
    void answer(List<Delivery> deliveries) {
        int from = 0;
        for (Part part : parts) {
            part.write().answer(part.position(), deliveries.subList(from, from + part.size()));
            from += part.size();
        }
    }
}
