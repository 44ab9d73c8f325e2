package io.aguacero.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code docs/asyncapi.yaml}, and the comparison of a message with it. */
public final class AsyncApi {
    private final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    /** The document as it stands in the repository. */
    public static AsyncApi read() {
        try {
            return new AsyncApi(
                    new YAMLMapper().readTree(Files.readString(Reactor.root().resolve("docs/asyncapi.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the specification of AsyncAPI 3.0 has against the document. */
    List<String> faults() {
        try (InputStream schema = AsyncApi.class.getResourceAsStream("/asyncapi/asyncapi-3.0.0.json")) {
            return texts(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema)
                    .validate(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Addresses of all channels. */
    List<String> addresses() {
        return strings(document.path("channels"), "address");
    }

    /** Names of the headers, or of a pack's attributes, that a schema allows. */
    List<String> names(String schema) {
        JsonNode found = document.path("components").path("schemas").path(schema);
        List<String> names = new ArrayList<>();
        (found.has("items") ? found.path("items") : found)
                .path("properties")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    /**
     * How a message differs from its description.
     *
     * @param message its name in the document
     * @param contentType as it came; not looked at where the document names none
     * @param headers as they came, as text; not looked at where the document describes none
     */
    public List<String> differences(String message, String contentType, Map<String, String> headers, JsonNode payload) {
        JsonNode described = document.path("components").path("messages").path(message);
        List<String> differences = new ArrayList<>();
        String expected = described.path("contentType").asText(contentType);
        if (!expected.equals(contentType)) {
            differences.add(message + " has content type " + contentType + " and should have " + expected);
        }
        differences.addAll(violations(message, described.path("headers"), new YAMLMapper().valueToTree(headers)));
        differences.addAll(violations(message, described.path("payload"), payload));
        return differences;
    }

    private List<String> violations(String message, JsonNode described, JsonNode value) {
        if (described.isMissingNode()) {
            return List.of();
        }
        ObjectNode schema = described.deepCopy();
        schema.set("components", document.path("components"));
        return texts(schemas.getSchema(schema).validate(value)).stream()
                .map(fault -> message + " " + fault)
                .toList();
    }

    private static List<String> texts(List<Error> errors) {
        return errors.stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private static List<String> strings(JsonNode objects, String field) {
        List<String> strings = new ArrayList<>();
        objects.forEach(object -> strings.add(object.path(field).asText()));
        return strings;
    }
}
