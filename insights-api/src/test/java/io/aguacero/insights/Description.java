package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.URI;
import java.net.http.HttpResponse;

/** The service's OpenAPI document, and the comparison of an answer with it. */
final class Description {
    private final JsonNode document;

    private Description(JsonNode document) {
        this.document = document;
    }

    static Description of(URI service) {
        return new Description(Asking.json(Asking.get(service, "/openapi").body()));
    }

    JsonNode document() {
        return document;
    }

    /** Fails unless the answer's status, media type and body are described for that path and method. */
    void describes(String method, String path, HttpResponse<String> answer) {
        JsonNode response = resolved(document.path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(Integer.toString(answer.statusCode())));
        assertFalse(response.isMissingNode(), path + " isn't said to answer " + answer.statusCode());
        String mediaType = answer.headers().firstValue("content-type").orElseThrow();
        JsonNode schema = response.path("content").path(mediaType).path("schema");
        assertFalse(schema.isMissingNode(), path + " isn't said to answer in " + mediaType);
        isAs(schema, Asking.json(answer.body()));
    }

    /** Fails unless a document is as the schema of that name says. */
    void isA(String schema, JsonNode body) {
        isAs(document.path("components").path("schemas").path(schema), body);
    }

    private void isAs(JsonNode schema, JsonNode body) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(body);
        assertTrue(errors.isEmpty(), errors::toString);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
