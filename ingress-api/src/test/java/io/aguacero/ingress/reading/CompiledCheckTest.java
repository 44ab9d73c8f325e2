package io.aguacero.ingress.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.access.Caller;
import io.aguacero.access.Scope;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.ingress.Admission;
import io.aguacero.ingress.EventIds;
import io.aguacero.ingress.Intake;
import io.aguacero.ingress.Payload;
import io.aguacero.ingress.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The compiled checks beside the general reader and validator, which are the reference: whatever comes in, what becomes of it
 * must be the same, to the last word of a refusal.
 */
class CompiledCheckTest {
    private static final int KINDS = 100;
    private static final int BODIES_A_KIND = 200;
    private static final int MADE_ID_LENGTH = 36;
    private static final Caller EVERYBODY =
            new Caller("default", "a-key", Set.of(Scope.WRITE), Set.of(Caller.EVERY_KIND));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void noVerdictDiffersFromTheGeneralOne(@TempDir Path directory) throws IOException {
        int[] quick = new int[2];
        int kindsOfTheirOwn = 0;
        for (int seed = 0; seed < KINDS; seed++) {
            Random random = new Random(seed);
            RandomKind made = RandomKind.in(directory.resolve("k" + seed), random);
            PlainReaders compiled = ShorthandFormat.compiled(List.of(made.kind()));
            PlainReaders payloads = new PlainReaders(List.of(made.kind()), List.of());
            Admission admission = admission(directory.resolve("k" + seed));
            kindsOfTheirOwn += compiled.of(RandomKind.NAME) == null ? 0 : 1;
            for (int i = 0; i < BODIES_A_KIND; i++) {
                String what = "seed " + seed + ", body " + i;
                compareShorthand(made, compiled, admission, random, what, quick);
                compareBinary(made, payloads, admission, random, what);
            }
        }
        // Most of what it compares would be nothing if the checks hardly ever took anything, or always.
        assertTrue(
                kindsOfTheirOwn > KINDS / 4 && kindsOfTheirOwn < KINDS,
                kindsOfTheirOwn + " kinds have a compiled check");
        assertTrue(quick[0] > 1_500 && quick[1] > 1_500, quick[0] + " events taken, " + quick[1] + " left");
    }

    @Test
    void ordinaryEventsOfTheShippedKindsNeverReachTheGeneralValidator() {
        Map<String, String> ordinary = Map.of(
                "weather.tweet",
                "{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":21.5,\"humidity\":80%s}",
                "container.metric",
                "{\"producer\":\"a-1\",\"container\":\"web\",\"metric\":\"cpu\",\"value\":1.25,\"unit\":\"percent\"%s}",
                "weather.observation",
                "{\"station\":\"LGA\",\"temperature\":39.02,\"pressure\":1013.2%s}");
        KindCatalog kinds =
                kinds(Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "contracts", "kinds"));
        PlainReaders compiled = ShorthandFormat.compiled(kinds.kinds());

        for (EventKind kind : kinds.kinds()) {
            for (String aside :
                    List.of("", ",\"id\":\"é-1\"", ", \"time\": \"2026-03-01T12:00:00.123Z\",\"id\":\"x\"")) {
                String event = ordinary.get(kind.name()).formatted(aside);
                for (String body : List.of(event, "[" + event + ", " + event + "]\n", event + "\r\n\n" + event)) {
                    boolean lines = body.contains("\n\n");
                    List<Reading> items = new ArrayList<>();
                    new ShorthandFormat(kind.name(), null, lines, compiled, new ItemLimits(10, 1_000))
                            .read(utf8(body), items::add);
                    items.forEach(item -> assertInstanceOf(
                            Payload.Checked.class,
                            assertInstanceOf(Reading.Read.class, item)
                                    .submission()
                                    .payload()));
                }
            }
        }
    }

    private static void compareShorthand(
            RandomKind made, PlainReaders compiled, Admission admission, Random random, String what, int[] quick) {
        int form = random.nextInt(3);
        int events = form == 0 ? 1 : random.nextInt(6);
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            documents.add(made.document());
        }
        String body =
                switch (form) {
                    case 0 -> documents.getFirst();
                    case 1 -> String.join(random.nextInt(9) == 0 ? "\n \n" : "\n", documents);
                    default ->
                        "[" + String.join(" , ", documents)
                                + (random.nextInt(8) > 0 ? "] " : pick(List.of("", "]x", "],", "]]", ",]"), random));
                };
        String key = random.nextInt(4) > 0 ? null : pick(List.of("one", "one/0", "", "k".repeat(127), "é"), random);
        ItemLimits limits = new ItemLimits(random.nextInt(3, 7), random.nextInt(8) == 0 ? 60 : 4_096);

        Consumer<Reading> count = item -> {
            if (item instanceof Reading.Read(var submission)) {
                quick[submission.payload() instanceof Payload.Checked ? 0 : 1]++;
            }
        };
        assertEquals(
                judged(
                        new ShorthandFormat(
                                RandomKind.NAME, key, form == 1, ShorthandFormat.compiled(List.of()), limits),
                        body,
                        admission,
                        item -> {}),
                judged(new ShorthandFormat(RandomKind.NAME, key, form == 1, compiled, limits), body, admission, count),
                () -> what + ", " + made.kind().schema().json() + "\n" + body);
    }

    private static void compareBinary(
            RandomKind made, PlainReaders payloads, Admission admission, Random random, String what) {
        Map<String, String> headers = Map.of(
                "ce-specversion", random.nextInt(9) == 0 ? "0.3" : "1.0",
                "ce-id", random.nextInt(9) == 0 ? "" : "one",
                "ce-source", "/s",
                "ce-type", random.nextInt(9) == 0 ? "no.kind" : RandomKind.NAME,
                "ce-runid", random.nextInt(9) == 0 ? "" : "r");
        ItemLimits limits = new ItemLimits(1, random.nextInt(8) == 0 ? 60 : 4_096);
        String body = made.document();

        assertEquals(
                judged(binary(headers, new PlainReaders(List.of(), List.of()), limits), body, admission, item -> {}),
                judged(binary(headers, payloads, limits), body, admission, item -> {}),
                () -> what + ", " + made.kind().schema().json() + "\n" + body);
    }

    private static BinaryCloudEvent binary(Map<String, String> headers, PlainReaders payloads, ItemLimits limits) {
        return new BinaryCloudEvent(
                name -> headers.containsKey(name) ? List.of(headers.get(name)) : List.of(), payloads, limits);
    }

    /** What becomes of a body and of each of its items, in full; ids that the door made are left out. */
    private static List<Object> judged(BodyFormat format, String body, Admission admission, Consumer<Reading> seen) {
        return judged(format, utf8(body), admission, seen);
    }

    /** The same of bytes. */
    static List<Object> judged(BodyFormat format, byte[] body, Admission admission, Consumer<Reading> seen) {
        List<Object> judged = new ArrayList<>();
        BodyReading whole = format.read(body, item -> {
            seen.accept(item);
            judged.add(
                    switch (admission.admit(item, EVERYBODY, admission.arrival())) {
                        case Intake.Admitted(var event, var paths)
                        when event.getId().length() == MADE_ID_LENGTH ->
                            new Intake.Admitted(event.toBuilder().clearId().build(), paths);
                        case Intake.Item other -> other;
                    });
        });
        if (whole instanceof BodyReading.Unusable) {
            // None of its items counts, whether or not they were handed over before that was known.
            judged.clear();
        }
        judged.add(whole);
        return judged;
    }

    static Admission admission(Path kinds) {
        return new Admission(kinds(kinds), CLOCK, new EventIds(CLOCK));
    }

    static KindCatalog kinds(Path directory) {
        return assertInstanceOf(KindLoading.Loaded.class, KindCatalog.load(directory))
                .catalog();
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
