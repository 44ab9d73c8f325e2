package io.aguacero.kafkaconsumer.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeekFenceTest {
    private static final int GENERATION = 7;
    private static final int NONE = -1;

    @Test
    void holdsBackWhatWaitedInTheQueueWhenSeekingBack() {
        assertEquals(List.of(3L, 4L, 5L), passing(new SeekFence(3, 8, 5, GENERATION), 6, 7, 3, 4, 5));
    }

    @Test
    void holdsBackWhatWaitedInTheQueueWhenSeekingForward() {
        assertEquals(List.of(20L, 21L), passing(new SeekFence(20, 8, 5, GENERATION), 6, 7, 20, 21));
    }

    @Test
    void goesOnAfterAHoleWhenTheOffsetSoughtIsNone() {
        assertEquals(List.of(9L, 10L), passing(new SeekFence(8, 8, 7, GENERATION), 9, 10));
        assertEquals(List.of(4L), passing(new SeekFence(3, 8, 5, GENERATION), 6, 7, 4));
    }

    @Test
    void passesEverythingBeforeAnythingWasSeen() {
        assertTrue(new SeekFence(0, 0, -1, GENERATION).passes(0, GENERATION));
        assertFalse(new SeekFence(5, 0, -1, GENERATION).passes(4, GENERATION));
    }

    @Test
    void holdsBackWhatWasPolledUnderAnEarlierGenerationEvenTheOffsetSought() {
        SeekFence fence = new SeekFence(3, 3, -1, GENERATION);
        assertFalse(fence.passes(3, GENERATION - 1));
        assertFalse(fence.passes(4, GENERATION - 1));
        assertTrue(fence.passes(3, GENERATION));
    }

    /** Nothing may be left out of what a client reads on while it has lost its group, and joins it again. */
    @Test
    void passesWhatIsPolledWithoutAGenerationFirstAndInBetween() {
        SeekFence lostAtOnce = new SeekFence(3, 8, 2, GENERATION);
        assertTrue(lostAtOnce.passes(3, NONE));
        assertTrue(lostAtOnce.passes(4, GENERATION + 1));

        SeekFence lostLater = new SeekFence(3, 8, 2, GENERATION);
        assertTrue(lostLater.passes(3, GENERATION));
        assertTrue(lostLater.passes(4, NONE));
        assertTrue(lostLater.passes(5, 1), "the group was made anew, and counts its generations from the start");

        assertTrue(new SeekFence(3, 8, 2, NONE).passes(3, NONE));
    }

    /** A log with holes, some of it polled before the seek and part of that still queued: after the seek nothing is lost or early. */
    @Property
    void passesTheLogFromTheOffsetSoughtWithoutAGap(
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(max = 59) int polled,
            @ForAll @IntRange(max = 59) int delivered,
            @ForAll @IntRange(max = 59) int sought,
            @ForAll Set<@IntRange(max = 59) Integer> holes) {
        int polledUpTo = Math.min(polled, size);
        int deliveredUpTo = Math.min(delivered, polledUpTo);
        List<Long> log = LongStream.range(0, size)
                .filter(offset -> offset == sought || !holes.contains((int) offset))
                .boxed()
                .toList();
        if (sought >= size) {
            return;
        }
        long seen = log.stream().filter(offset -> offset < deliveredUpTo).reduce(-1L, Math::max);
        List<Long> arriving = new ArrayList<>();
        log.stream()
                .filter(offset -> offset >= deliveredUpTo && offset < polledUpTo)
                .forEach(arriving::add);
        log.stream().filter(offset -> offset >= sought).forEach(arriving::add);

        List<Long> passed = passing(
                new SeekFence(sought, polledUpTo, seen, GENERATION),
                arriving.stream().mapToLong(Long::longValue).toArray());

        // What the applier takes: each record above the last one, in order; what it had before is passed over.
        List<Long> taken = new ArrayList<>();
        for (long offset : passed) {
            if (taken.isEmpty() || offset > taken.getLast()) {
                taken.add(offset);
            }
        }
        assertEquals(log.stream().filter(offset -> offset >= sought).toList(), taken);
    }

    private static List<Long> passing(SeekFence fence, long... offsets) {
        return LongStream.of(offsets)
                .filter(offset -> fence.passes(offset, GENERATION))
                .boxed()
                .toList();
    }
}
