package io.aguacero.experiments;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** What becomes of confirmed sends through the connector when the broker is killed under load and comes back. */
@ApplicationScoped
class Sending {
    private static final int IN_FLIGHT = Integer.getInteger("experiment.in-flight", 900);
    private static final byte[] PAYLOAD = new byte[300];

    private final MutinyEmitter<byte[]> emitter;
    private final LongAdder begun = new LongAdder();
    private final LongAdder confirmed = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    Sending(@Channel("write") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    void run(Runnable health) throws Exception {
        Semaphore slots = new Semaphore(IN_FLIGHT);
        AtomicBoolean goOn = new AtomicBoolean(true);
        Thread sender = Thread.ofVirtual().start(() -> {
            while (goOn.get()) {
                slots.acquireUninterruptibly();
                begun.increment();
                send().subscribe().with(ok -> ended(confirmed, slots), failure -> ended(reason(failure), slots));
            }
        });
        Thread.sleep(8_000);
        print("before the restart, sending on");
        Broker.killAndStart();
        System.out.println("broker is back");
        Thread.sleep(60_000);
        goOn.set(false);
        Thread.sleep(15_000);
        print("75 s after the broker is back, no new sends for 15 s");
        health.run();
        sender.interrupt();
        oneByOne("afterwards, 20 sends one by one, 3 s each", 20);
        many("afterwards, 2000 sends at once, 20 s", 2_000);
        health.run();
    }

    private void oneByOne(String when, int count) {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            outcomes.merge(outcome(send().ifNoItem().after(Duration.ofSeconds(3)).fail()), 1, Integer::sum);
        }
        System.out.println(when + ": " + outcomes);
    }

    private void many(String when, int count) throws InterruptedException {
        Map<String, Integer> outcomes = new ConcurrentHashMap<>();
        for (int i = 0; i < count; i++) {
            send().ifNoItem()
                    .after(Duration.ofSeconds(20))
                    .fail()
                    .subscribe()
                    .with(
                            ok -> outcomes.merge("confirmed", 1, Integer::sum),
                            failure -> outcomes.merge(name(failure), 1, Integer::sum));
        }
        Thread.sleep(22_000);
        System.out.println(when + ": " + new TreeMap<>(outcomes));
    }

    private Uni<Void> send() {
        return Uni.createFrom().deferred(() -> emitter.sendMessage(Message.of(PAYLOAD)
                .addMetadata(OutgoingRabbitMQMetadata.builder().withDeliveryMode(2).build())));
    }

    private static String outcome(Uni<Void> send) {
        try {
            send.await().atMost(Duration.ofSeconds(10));
            return "confirmed";
        } catch (RuntimeException e) {
            return name(e);
        }
    }

    private static void ended(LongAdder count, Semaphore slots) {
        count.increment();
        slots.release();
    }

    private LongAdder reason(Throwable failure) {
        return failures.computeIfAbsent(name(failure), name -> new LongAdder());
    }

    private static String name(Throwable failure) {
        String text = failure.getClass().getSimpleName() + ": " + failure.getMessage();
        return text.substring(0, Math.min(90, text.length()));
    }

    private void print(String when) {
        long failed = failures.values().stream().mapToLong(LongAdder::sum).sum();
        System.out.printf(
                "%s: begun %d, confirmed %d, failed %d %s, never answered %d%n",
                when, begun.sum(), confirmed.sum(), failed, failures, begun.sum() - confirmed.sum() - failed);
    }
}
