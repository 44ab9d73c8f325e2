package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Delivery.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

class GroupCommitPropertyTest {
    private static final Duration ENDLESS = Duration.ofDays(1);

    // The sinks below break their contract thousands of times on purpose.
    private static final Logger DEFECTS = Logger.getLogger(GuardedSink.class.getName());

    @BeforeTry
    void silence() {
        DEFECTS.setLevel(Level.OFF);
    }

    @Property(tries = 300)
    void eachEventIsAnsweredOnceInOrderAndWithinTheLimits(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int batchEventsMax,
            @ForAll @IntRange(min = 1, max = 3) int inFlightMax) {
        Random random = new Random(seed);
        HeldSink sink = new HeldSink();
        GroupCommit group = new GroupCommit(
                sink, new GroupCommitLimits(batchEventsMax, 1 << 20, inFlightMax, 1_000, ENDLESS), BatchListener.NONE);
        List<CompletableFuture<List<Delivery>>> writes = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        int events = 0;
        for (int step = 0; step < 40; step++) {
            if (sink.inFlight() > 0 && random.nextBoolean()) {
                sink.answerOldest();
            } else {
                int size = 1 + random.nextInt(20);
                writes.add(group.write(Events.numbered(events, size)).toCompletableFuture());
                sizes.add(size);
                events += size;
            }
        }
        while (sink.inFlight() > 0) {
            sink.answerOldest();
        }

        List<String> sent = sink.batches.stream().flatMap(List::stream).toList();
        List<String> expected =
                IntStream.range(0, events).mapToObj(Integer::toString).toList();
        assertEquals(expected, sent);
        assertTrue(sink.batches.stream().allMatch(batch -> batch.size() <= batchEventsMax));
        assertTrue(sink.mostInFlight <= inFlightMax);
        int first = 0;
        for (int i = 0; i < writes.size(); i++) {
            assertEquals(
                    expected.subList(first, first + sizes.get(i)),
                    details(writes.get(i).join()));
            first += sizes.get(i);
        }
        assertEquals(0, group.pendingEvents());
    }

    @Property(tries = 10)
    void writersOnManyThreadsEachGetTheirOwnAnswersWhateverTheSinkDoes(@ForAll long seed) throws Exception {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger mostInFlight = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            EventSink erratic = batch -> {
                mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                int fate = ThreadLocalRandom.current().nextInt(4);
                List<Delivery> answers = batch.stream().map(HeldSink::answerOf).toList();
                if (fate == 0) {
                    inFlight.decrementAndGet();
                    throw new IllegalStateException("told to");
                }
                if (fate == 1) {
                    inFlight.decrementAndGet();
                    return CompletableFuture.completedFuture(answers);
                }
                return CompletableFuture.supplyAsync(
                        () -> {
                            inFlight.decrementAndGet();
                            if (fate == 2) {
                                throw new IllegalStateException("told to");
                            }
                            return answers;
                        },
                        threads);
            };
            GroupCommit group = new GroupCommit(
                    erratic, new GroupCommitLimits(7, 1 << 20, 2, 1_000_000, ENDLESS), BatchListener.NONE);
            List<Future<List<CompletionStage<List<Delivery>>>>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int firstId = writer * 10_000;
                Random random = new Random(seed + writer);
                writers.add(threads.submit(() -> IntStream.range(0, 200)
                        .mapToObj(i -> group.write(Events.numbered(firstId + i * 20, 1 + random.nextInt(20))))
                        .toList()));
            }
            for (int writer = 0; writer < 4; writer++) {
                List<CompletionStage<List<Delivery>>> written =
                        writers.get(writer).get();
                Random random = new Random(seed + writer);
                for (int i = 0; i < written.size(); i++) {
                    List<EventEnvelope> events = Events.numbered(writer * 10_000 + i * 20, 1 + random.nextInt(20));
                    assertOwnOrDefect(
                            events, written.get(i).toCompletableFuture().get());
                }
            }
        }
        assertTrue(mostInFlight.get() <= 2);
    }

    private static void assertOwnOrDefect(List<EventEnvelope> events, List<Delivery> deliveries) {
        assertEquals(events.size(), deliveries.size());
        for (int i = 0; i < events.size(); i++) {
            String detail = ((Unavailable) deliveries.get(i)).detail();
            assertTrue(detail.equals(events.get(i).getId()) || detail.equals("defect of a sink"));
        }
    }

    private static List<String> details(List<Delivery> deliveries) {
        return deliveries.stream().map(d -> ((Unavailable) d).detail()).toList();
    }
}
