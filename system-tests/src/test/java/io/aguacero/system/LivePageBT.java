package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The live page as a real browser shows it: true numbers, outages as outages, for everybody, and from here alone. */
@ExtendWith(RunningPipeline.class)
class LivePageBT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GOOD = "Every accepted event is counted";
    private static Browser browser;

    @BeforeAll
    static void open(Pipeline pipeline) {
        pipeline.ingress()
                .sendAll(
                        new Tweets(13, "looked-at-", Instant.now())
                                .addEachForm(2)
                                .posts(),
                        1);
        pipeline.settle();
        browser = new Browser();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @BeforeEach
    void look(Pipeline pipeline) {
        browser.screen(1400, 1600, "light");
        // An outage before has left errors on the console, which are none of the next test's.
        browser.open("about:blank");
        browser.consoleErrors();
        browser.open(pipeline.endpoint("AGUACERO_INSIGHTS") + "/#key=" + pipeline.endpoint("AGUACERO_API_KEY"));
        shows("#verdict", GOOD);
    }

    @Test
    void theNumbersAreThoseOfTheApiAndMoveWithTheEvents(Pipeline pipeline) {
        for (int round = 0; round < 2; round++) {
            pipeline.ingress()
                    .sendAll(
                            new Tweets(14, "moving-" + round, Instant.now())
                                    .addEachForm(1)
                                    .posts(),
                            1);
            pipeline.settle();
            for (String path : List.of("kafka", "rabbitmq")) {
                showsWhatIsCounted(pipeline, path);
            }
        }
        JsonNode totals = pipeline.insights()
                .totals("weather.tweet", "municipality", "kafka")
                .orElseThrow();
        for (JsonNode group : totals) {
            String row = "[...document.querySelectorAll('#groups tbody tr')].find(row => row.cells[0].textContent === '"
                    + group.at("/key/municipality").asText() + "')";
            assertEquals(
                    NumberFormat.getInstance(Locale.ENGLISH)
                            .format(group.path("count").asLong()),
                    browser.script("return " + row + ".cells[1].textContent").asText());
        }
        assertEquals(List.of(), browser.consoleErrors());
    }

    @Test
    void aStoreThatDoesNotAnswerIsShownAndNoNumberWithIt(Pipeline pipeline) {
        pipeline.freeze("valkey");
        try {
            shows("#verdict", "The store does not answer.");
            assertEquals("–", browser.text("[data-count=kafka] p"));
        } finally {
            pipeline.thaw("valkey");
        }
        shows("#verdict", GOOD);
    }

    @Test
    void aStoreThatIsKilledComesBackWithTheSameNumbers(Pipeline pipeline) {
        long counted = pipeline.insights().counted("weather.tweet", "kafka").orElseThrow();
        // Frozen first, so that the page can't miss the outage.
        pipeline.freeze("valkey");
        shows("#verdict", "The store does not answer.");

        pipeline.awaitSuccessor("valkey", pipeline.kill("valkey"));

        shows("#verdict", GOOD);
        for (String path : List.of("kafka", "rabbitmq")) {
            shows(
                    "[data-count=" + path + "] p",
                    NumberFormat.getInstance(Locale.ENGLISH).format(counted));
        }
    }

    @Test
    void insightsThatDoesNotAnswerIsShownAndThePageComesBackByItself(Pipeline pipeline) {
        pipeline.freeze("insights-api");
        try {
            shows("#verdict", "insights-api does not answer.");
            assertEquals("–", browser.text("[data-count=kafka] p"));
            assertEquals(
                    0,
                    browser.script("return document.querySelectorAll('#groups tbody tr').length")
                            .asInt());
        } finally {
            pipeline.thaw("insights-api");
        }
        shows("#verdict", GOOD);
        pipeline.kill("insights-api");
        pipeline.ingress()
                .sendAll(new Tweets(15, "after-", Instant.now()).addEachForm(1).posts(), 1);
        pipeline.settle();
        showsWhatIsCounted(pipeline, "kafka");
    }

    @Test
    void theWayOfAnEventIsLookedUp(Pipeline pipeline) {
        IngressClient.Reply reply = pipeline.ingress()
                .send(IngressClient.Post.of(
                        "/v1/tweets",
                        "application/json",
                        "{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":21.5,\"humidity\":80}"));
        pipeline.settle();
        browser.script("document.getElementById('way-kind').value = 'weather.tweet';"
                + "document.getElementById('way-id').value = '"
                + reply.body().path("id").asText() + "';"
                + "document.getElementById('way-form').requestSubmit()");
        shows("#way", "Kafka: counted");
        shows("#way", "RabbitMQ: counted");
    }

    @Test
    void aDeadLetterIsShownWithItsReason(Pipeline pipeline) throws Exception {
        assertTrue(browser.text("#letters").contains("None: every event could be counted."));

        KafkaLog.put(pipeline.kafka(), 1, "no event".getBytes(StandardCharsets.UTF_8));

        shows("#letters", "invalid-attribute specversion is missing");
        shows("#waiting", "Kafka 1 waiting, RabbitMQ 0 waiting");
        shows("#verdict", GOOD);
    }

    @Test
    void withoutAKeyThePageAsksForOneAndShowsNothing(Pipeline pipeline) {
        browser.script("sessionStorage.clear()");
        browser.open("about:blank");
        browser.open(pipeline.endpoint("AGUACERO_INSIGHTS") + "/");
        shows("#verdict", "Who looks here needs a key.");
        assertEquals("–", browser.text("[data-count=kafka] p"));

        enterKey("agk_wrong");
        shows("#gate-problem", "the key is none of this installation");
        enterKey(pipeline.endpoint("AGUACERO_API_KEY"));
        shows("#verdict", GOOD);
        assertEquals("", browser.script("return location.hash").asText());
    }

    private static void enterKey(String key) {
        browser.script("document.getElementById('gate-key').value = '" + key + "';"
                + "document.getElementById('gate-form').requestSubmit()");
    }

    @Test
    void everybodyCanReadItInLightAndDarkAndOnAPhone() throws IOException {
        String axe = axe();
        Map<String, int[]> screens = Map.of("wide", new int[] {1400, 1600}, "phone", new int[] {390, 3000});
        for (Map.Entry<String, int[]> screen : screens.entrySet()) {
            for (String colours : List.of("light", "dark")) {
                browser.screen(screen.getValue()[0], screen.getValue()[1], colours);
                browser.script(axe);
                JsonNode found = browser.scriptUntilDone(
                        "axe.run().then(result => done(result.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html))))");
                assertTrue(found.isEmpty(), screen.getKey() + " " + colours + ": " + found);
                assertTrue(
                        browser.script("return document.documentElement.scrollWidth <= innerWidth")
                                .asBoolean(),
                        screen.getKey() + ": the page is wider than the screen");
                browser.screenshot(Repository.target().resolve("browser/" + screen.getKey() + "-" + colours + ".png"));
            }
        }
    }

    @Test
    void nothingIsAskedOfAnotherMachine(Pipeline pipeline) {
        JsonNode elsewhere = browser.script("return performance.getEntriesByType('resource').map(one => one.name)"
                + ".filter(name => !name.startsWith('" + pipeline.endpoint("AGUACERO_INSIGHTS") + "/'))");
        assertTrue(elsewhere.isEmpty(), elsewhere.toString());
        assertEquals(List.of(), browser.consoleErrors());
    }

    private static void showsWhatIsCounted(Pipeline pipeline, String path) {
        long counted = pipeline.insights().counted("weather.tweet", path).orElseThrow();
        shows(
                "[data-count=" + path + "] p",
                NumberFormat.getInstance(Locale.ENGLISH).format(counted));
    }

    private static void shows(String selector, String text) {
        Waiting.until(
                selector + " shows " + text,
                PATIENCE,
                () -> Optional.of(browser.text(selector)).filter(shown -> shown.contains(text)));
    }

    private static String axe() throws IOException {
        try (InputStream script = Objects.requireNonNull(LivePageBT.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
