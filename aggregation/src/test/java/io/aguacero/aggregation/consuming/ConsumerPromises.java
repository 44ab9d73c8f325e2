package io.aguacero.aggregation.consuming;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.process.Until;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a consumer promises, whatever happens around it. One ledger goes through all of them in order: each promise adds
 * events and a fault, and at the end of each the store holds what the ledger says, to the last digit. So a wrong count
 * never heals unseen.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class ConsumerPromises {
    private static final int SHARDS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Ledger ledger = new Ledger(20130701);
    private final Random random = new Random(7);

    private Path directory;
    private LogUnderTest log;
    private LocalValkey valkey;
    private StoredTotals totals;
    private ConsumerProcess consumer;

    /** The path's broker, started, without any log yet. */
    protected abstract LogUnderTest startBroker(Path directory) throws Exception;

    /** Prefix of the service's properties, for example {@code aguacero.kafka-consumer}. */
    protected abstract String prefix();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        directory = folder;
        valkey = new LocalValkey(directory.resolve("valkey"));
        valkey.start();
        log = startBroker(directory.resolve("broker"));
        totals = new StoredTotals(valkey.redisUri(), new Shards(SHARDS), log.path());
        consumer = service("one", Map.of());
    }

    @AfterAll
    void stop() {
        consumer.close();
        totals.close();
        log.broker().close();
        valkey.close();
    }

    @Test
    @Order(1)
    void waitsForALogThatIsNotThereYet() throws Exception {
        consumer.launch();
        consumer.awaitAlive();
        assertFalse(consumer.ready());
        log.create(SHARDS);
        consumer.awaitReady();
    }

    @Test
    @Order(2)
    void countsEachEventOnceHoweverOftenItWasSent() throws Exception {
        List<EventEnvelope> sent = new ArrayList<>(ledger.events(1_500));
        sent.addAll(sent.subList(0, 700));
        Collections.shuffle(sent, random);
        log.put(sent);
        assertExact();
        assertEquals(1_500, consumer.metric("aguacero_applied_events_total", "weather.tweet"));
        assertTrue(Until.within(
                PATIENCE,
                () -> consumer.metric(
                                "aguacero_duplicate_events_total", log.path().label())
                        == 700));
        assertTrue(consumer.metric(
                        "aguacero_door_to_store_seconds_count", log.path().label())
                >= 1_500);
        assertTrue(Until.within(
                PATIENCE,
                () -> consumer.metric("aguacero_lag_events", log.path().label()) == 0));
    }

    @Test
    @Order(3)
    void deadLettersOnlyWhatIsNoEvent() throws Exception {
        byte[] broken = "\"this was never an event\"".getBytes(StandardCharsets.UTF_8);
        List<EventEnvelope> around = ledger.events(2);
        log.putAround(around.getFirst(), broken, around.getLast(), 2);
        EventEnvelope undefined = ledger.tweet("mixco", "{\"municipality\":\"mixco\",\"temperature\":\"hot\"}");
        log.put(List.of(undefined));
        log.put(ledger.events(10));
        assertExact();
        assertTrue(Until.within(PATIENCE, () -> consumer.metric("aguacero_dead_letters_total", "code=") == 2));

        List<LogUnderTest.Letter> letters = log.letters();
        LogUnderTest.Letter unreadable = letters.stream()
                .filter(letter -> !letter.headers().containsKey("ce_id"))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(broken, unreadable.body());
        assertEquals("2", unreadable.headers().get("aguacero_shard"));
        assertEquals(log.path().label(), unreadable.headers().get("aguacero_path"));
        assertTrue(unreadable.headers().keySet().containsAll(List.of("aguacero_code", "aguacero_reason")));
        assertTrue(unreadable
                .headers()
                .keySet()
                .containsAll(List.of("aguacero_offset", "aguacero_index", "aguacero_failedat")));
        LogUnderTest.Letter readable = letters.stream()
                .filter(letter -> undefined.getId().equals(letter.headers().get("ce_id")))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(undefined.getPayload().toByteArray(), readable.body());
        assertEquals("mixco", readable.headers().get("ce_partitionkey"));
    }

    @Test
    @Order(4)
    void staysExactWhenTheBrokerIsStoppedAndStarted() throws Exception {
        log.put(ledger.events(2_000));
        log.broker().stop();
        log.broker().start();
        log.put(ledger.events(500));
        assertExact();
    }

    @Test
    @Order(5)
    void staysExactWhenTheBrokerIsKilled() throws Exception {
        log.put(ledger.events(2_000));
        log.broker().kill();
        log.broker().start();
        log.put(ledger.events(500));
        assertExact();
    }

    @Test
    @Order(6)
    void staysExactWhenTheStoreIsKilled() throws Exception {
        for (int round = 0; round < 3; round++) {
            log.put(ledger.events(3_000));
            valkey.kill();
            valkey.start();
        }
        log.put(ledger.events(500));
        assertExact();
    }

    @Test
    @Order(7)
    void staysExactWhenItIsItselfKilled() throws Exception {
        for (int round = 0; round < 2; round++) {
            log.put(ledger.events(3_000));
            consumer.kill();
            consumer.launch();
        }
        assertExact();
        consumer.awaitReady();
    }

    @Test
    @Order(8)
    void leavesTheShardsToAnotherInstanceAtOnceWhenItIsStopped() throws Exception {
        try (ConsumerProcess other = service("two", Map.of(prefix() + ".lease", "120s"))) {
            log.put(ledger.events(500));
            consumer.stop();
            other.start();
            log.put(ledger.events(500));
            assertExact();
            other.stop();
            // Its lease was two minutes: only a lease given back lets the first one go on within the test's patience.
            consumer.start();
            log.put(ledger.events(500));
            assertExact();
        }
    }

    @Test
    @Order(9)
    void takesOverFromAnInstanceThatWasKilled() throws Exception {
        try (ConsumerProcess other = service("three", Map.of())) {
            other.start();
            log.put(ledger.events(1_000));
            other.kill();
            log.put(ledger.events(1_000));
            assertExact();
        }
    }

    @Test
    @Order(10)
    void restoresALostStoreFromItsCheckpointsAndTheLogAfterThem() throws Exception {
        List<EventEnvelope> before = ledger.events(2_000);
        log.put(before);
        assertExact();
        // Each shard's own: some have no events, and the others' checkpoints say nothing of theirs.
        assertTrue(
                Until.within(PATIENCE, () -> IntStream.range(0, SHARDS).allMatch(this::hasCheckpoint)),
                consumer::output);
        totals.flushAll();
        log.put(before); // known, though the store had forgotten them
        log.put(ledger.events(1_000));
        assertExact();
        assertTrue(
                Until.within(
                        PATIENCE, () -> consumer.metric("aguacero_restores_total", "from=\"checkpoint\"") == SHARDS),
                () -> "of " + SHARDS + " shards from a checkpoint "
                        + consumer.metric("aguacero_restores_total", "from=\"checkpoint\"") + ", from the log "
                        + consumer.metric("aguacero_restores_total", "from=\"log\"") + "; it said "
                        + consumer.said("restor"));
        assertEquals(0, consumer.metric("aguacero_restores_total", "from=\"log\""));
    }

    /** Whether the broker keeps a checkpoint of a shard: its age is no number while none is known. */
    private boolean hasCheckpoint(int shard) {
        return consumer.metric("aguacero_checkpoint_age_seconds", "shard=\"" + shard + "\"") > 0;
    }

    @Test
    @Order(11)
    void restoresAStoreThatWasLostWhileNobodyRead() throws Exception {
        consumer.kill();
        totals.flushAll();
        log.put(ledger.events(500));
        consumer.launch();
        assertExact();
    }

    @Test
    @Order(12)
    void refusesABrokenKindNamingFileLineAndReason() {
        try (ConsumerProcess refused = service("refused", Map.of(prefix() + ".kinds-directory", "src/test/kinds"))) {
            refused.launch();
            assertTrue(refused.awaitEnd().contains("broken.kind/kind.yaml:"), refused::output);
        }
    }

    @Test
    @Order(13)
    void refusesASettingOutOfBoundsNamingTheProperty() {
        try (ConsumerProcess refused = service("unbounded", Map.of(prefix() + ".shards", "0"))) {
            refused.launch();
            assertTrue(refused.awaitEnd().contains(prefix() + ".shards"), refused::output);
        }
    }

    @Test
    @Order(14)
    void haltsShardsWhoseLogIsMadeAnewWhileItIsRead() throws Exception {
        Map<String, Ledger.Line> before = new TreeMap<>(ledger.lines());
        log.delete(SHARDS);
        log.create(SHARDS);
        List<EventEnvelope> others = new Ledger(3).events(100); // of the same municipalities, so in the same shards
        log.put(others);
        for (int shard : others.stream().map(new Shards(SHARDS)::shardOf).collect(Collectors.toSet())) {
            assertTrue(
                    Until.within(
                            PATIENCE, () -> consumer.metric("aguacero_shard_halted", "shard=\"" + shard + "\"") == 1),
                    consumer::output);
        }
        assertEquals(before, totals.byMunicipality());
    }

    @Test
    @Order(15)
    void haltsAShardWhoseLogWasMadeAnew() throws Exception {
        consumer.stop();
        Map<String, Ledger.Line> before = new TreeMap<>(ledger.lines());
        log.delete(SHARDS);
        log.create(SHARDS);
        log.put(new Ledger(1).events(10)); // shorter than before: the positions lie past the end
        consumer.launch();
        assertTrue(
                Until.within(
                        PATIENCE,
                        () -> consumer.metric(
                                        "aguacero_shard_halted", log.path().label())
                                > 0),
                consumer::output);
        assertTrue(consumer.readiness().startsWith("503"), consumer::readiness);
        assertTrue(consumer.readiness().contains("halted: log-cut"), consumer::readiness);
        assertEquals(before, totals.byMunicipality());
        assertTrue(consumer.alive());

        consumer.stop();
        log.put(new Ledger(2).events(40_000)); // longer than before: other records stand at the positions
        consumer.launch();
        assertTrue(Until.within(PATIENCE, () -> consumer.readiness().contains("halted: log-forked")), consumer::output);
        assertEquals(before, totals.byMunicipality());
    }

    /** A process of the service, not started: under an instance name of its own, with some settings replaced. */
    protected ConsumerProcess service(String instance, Map<String, String> overriding) {
        Map<String, String> properties = new TreeMap<>(log.properties());
        properties.put("quarkus.redis.hosts", valkey.redisUri());
        properties.put(prefix() + ".shards", Integer.toString(SHARDS));
        properties.put(prefix() + ".instance", instance);
        properties.put(prefix() + ".lease", LEASE.toSeconds() + "s");
        properties.put(prefix() + ".checkpoint-every", "1s");
        properties.put(prefix() + ".kinds-directory", "../contracts/kinds");
        properties.putAll(overriding);
        properties.compute(
                prefix() + ".kinds-directory",
                (key, kinds) -> Path.of(kinds).toAbsolutePath().toString());
        return new ConsumerProcess("consumer-" + instance, directory, properties);
    }

    private void assertExact() {
        boolean exact = Until.within(PATIENCE, () -> ledger.lines().equals(totals.byMunicipality()));
        assertTrue(
                exact,
                () -> "expected " + ledger.lines() + " but the store holds " + totals.byMunicipality() + "; "
                        + consumer.readiness() + "\n" + consumer.output());
    }
}
