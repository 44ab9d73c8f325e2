package io.aguacero.ingress.http;

import static io.aguacero.ingress.http.Door.TWEET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.ingress.http.Door.Reply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The running door against its own document: every answer that it documents is provoked and fits its schema. */
@QuarkusTest
@QuarkusTestResource(RouterPort.class)
class OpenApiTest {
    private static final String JSON = "application/json";

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = RouterPort.PROPERTY)
    int routerPort;

    @Inject
    Router routes;

    private Door door;
    private ScriptedRouter router;
    private JsonNode document;

    @BeforeEach
    void start() {
        door = new Door(base);
        router = ScriptedRouter.reached(routerPort, door);
        document = door.send("GET", "/openapi.json").json();
    }

    @Test
    void theDocumentIsServedInBothForms() {
        assertEquals("3.1.0", document.get("openapi").asText());
        assertEquals(
                "application/json", door.send("GET", "/openapi", "Accept", JSON).header("content-type"));
        Reply yaml = door.send("GET", "/openapi");
        assertEquals("application/yaml", yaml.header("content-type"));
        assertTrue(new String(yaml.http().body(), StandardCharsets.UTF_8).startsWith("openapi: 3.1.0"));
        assertEquals(200, door.send("GET", "/openapi.yaml").status());
    }

    @Test
    void everyAddressIsInTheDocument() {
        Set<String> served = routes.getRoutes().stream()
                .map(Route::getPath)
                .filter(path -> path != null && !path.startsWith("/q/") && !path.equals("/"))
                .map(path -> path.replaceAll(":(\\w+)", "{$1}"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        document.get("paths").fieldNames().forEachRemaining(documented::add);

        assertEquals(documented, served);
    }

    @Test
    void everyCodeIsInTheDocumentAndHasAPage() {
        Set<String> codes = Stream.of(ErrorCode.values()).map(ErrorCode::slug).collect(Collectors.toSet());
        Set<String> documented = StreamSupport.stream(
                        document.at("/components/schemas/Code/enum").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());

        assertEquals(codes, documented);
        for (String code : codes) {
            assertEquals(200, door.send("GET", "/problems/" + code).status(), code);
        }
        assertEquals(404, door.send("GET", "/problems/none").status());
    }

    @Test
    void everyDocumentedAnswerIsGivenAndFitsItsSchema() {
        Map<String, List<Reply>> given = new HashMap<>();
        for (String path : List.of("/v1/tweets", "/v1/metrics")) {
            String one = path.equals("/v1/tweets") ? TWEET : Door.METRIC;
            given.put(path, intake(path, JSON, one, "[" + one + ",{}]", "[" + one + "]"));
        }
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"weather.tweet\",\"data\":"
                + TWEET + "}";
        List<Reply> events = intake(
                "/v1/events", "application/cloudevents+json", event, "", event.replace("\"temperature\"", "\"t\""));
        String batch = "application/cloudevents-batch+json";
        events.add(door.post("/v1/events", batch, "[" + event + "," + event.replace("21.50", "\"x\"") + "]"));
        events.add(door.post("/v1/events", "application/cloudevents+json", event.replace("weather.tweet", "none")));
        given.put("/v1/events", events);
        given.put("/v1/validate", validate());
        given.forEach((path, replies) -> replies.addAll(refusedKeys(path)));

        given.forEach(this::assertDocumented);
    }

    private List<Reply> intake(String path, String type, String one, String mixed, String batch) {
        List<Reply> replies = new ArrayList<>();
        replies.add(door.post(path, type, one));
        replies.add(door.post(path, type, batch));
        if (!mixed.isEmpty()) {
            replies.add(door.post(path, type, mixed));
        }
        replies.add(door.post(path, type, "{"));
        replies.add(door.send("PUT", path));
        replies.add(door.post(path, type, " ".repeat(4_194_305)));
        replies.add(door.post(path, "text/plain", one));
        replies.add(door.post(path, type, one.replace("21.50", "true").replace("12.345", "true")));
        router.answers(ScriptedRouter.NOT_STORED);
        replies.add(door.post(path, type, one));
        router.answers(ScriptedRouter.REFUSED);
        replies.add(door.post(path, type, one));
        router.answers(ScriptedRouter.STORED);
        return replies;
    }

    private List<Reply> validate() {
        String path = "/v1/validate?kind=weather.tweet";
        return new ArrayList<>(List.of(
                door.post(path, JSON, TWEET),
                door.post(path, JSON, "[" + TWEET + "," + TWEET + "]"),
                door.post("/v1/validate", JSON, TWEET),
                door.post("/v1/validate?kind=none", JSON, TWEET),
                door.send("PUT", path),
                door.post(path, JSON, " ".repeat(4_194_305)),
                door.post(path, "text/plain", TWEET),
                door.post(path, JSON, "{}"),
                door.post(path, JSON, "[" + TWEET + ",{}]")));
    }

    /** Nobody, somebody who may only read, and somebody whose quota the first request has used up. */
    private List<Reply> refusedKeys(String path) {
        String address = path.equals("/v1/validate") ? path + "?kind=weather.tweet" : path;
        var unused = door.as("slow-bytes").post(address, JSON, TWEET);
        return List.of(
                new Door(base, List.of()).post(address, JSON, TWEET),
                door.as("reader").post(address, JSON, TWEET),
                door.as("slow-bytes").post(address, JSON, TWEET));
    }

    private void assertDocumented(String path, List<Reply> replies) {
        JsonNode responses = document.get("paths").get(path).get("post").get("responses");
        Set<String> provoked = new TreeSet<>();
        for (Reply reply : replies) {
            String status = String.valueOf(reply.status());
            provoked.add(status);
            JsonNode response = responses.get(status);
            assertNotNull(response, path + " answered " + status + ", which isn't documented");
            String inline = "/paths/" + path.replace("/", "~1") + "/post/responses/" + status;
            assertFits(
                    path + " " + status,
                    response.has("$ref") ? response.get("$ref").asText().substring(1) : inline,
                    reply);
        }
        Set<String> documented = new TreeSet<>();
        responses.fieldNames().forEachRemaining(documented::add);
        documented.removeAll(neverThere(path));
        assertEquals(documented, provoked, path);
    }

    /** Shorthand of a shipped kind is never of an unknown one; what is only checked never waits for a path. */
    private static Set<String> neverThere(String path) {
        return switch (path) {
            case "/v1/validate" -> Set.of("503");
            case "/v1/events" -> Set.of();
            default -> Set.of("404");
        };
    }

    private void assertFits(String what, String pointer, Reply reply) {
        JsonNode content = document.at(pointer).get("content");
        String mediaType = reply.header("content-type");
        assertNotNull(content.get(mediaType), what + " came as " + mediaType);
        String place = "#" + pointer + "/content/" + mediaType.replace("/", "~1") + "/schema";
        Schema schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(Map.of("urn:openapi", document.toString())))
                .getSchema(SchemaLocation.of("urn:openapi" + place));
        assertEquals(List.of(), schema.validate(reply.json().toString(), InputFormat.JSON), what);
    }
}
