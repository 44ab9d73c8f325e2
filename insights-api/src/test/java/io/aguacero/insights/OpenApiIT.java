package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each answer of the running service is one that its OpenAPI document describes: status, media type and body. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
class OpenApiIT {
    private static final String RANGE = "&from=2026-03-01T00:00:00Z&to=2126-03-01T00:00:00Z";

    @TestHTTPResource("/")
    URI service;

    @Test
    void theDocumentIsOpenApi31() {
        assertEquals("3.1.0", document().path("openapi").asText());
        assertEquals(
                Asking.get(service, "/openapi").body(),
                Asking.get(service, "/openapi.json").body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/kinds                | /v1/kinds
            /v1/kinds/{kind}/totals  | /v1/kinds/weather.tweet/totals
            /v1/kinds/{kind}/totals  | /v1/kinds/weather.tweet/totals?by=municipality&path=kafka
            /v1/kinds/{kind}/totals  | /v1/kinds/weather.tweet/totals?by=weather
            /v1/kinds/{kind}/totals  | /v1/kinds/weather.tweet/totals?path=pigeon
            /v1/kinds/{kind}/totals  | /v1/kinds/weather.gossip/totals
            /v1/kinds/{kind}/windows | /v1/kinds/weather.tweet/windows?size=1d
            /v1/kinds/{kind}/windows | /v1/kinds/weather.tweet/windows?by=municipality&size=1d
            /v1/kinds/{kind}/windows | /v1/kinds/weather.gossip/windows
            /data                    | /data
            /v1/reconciliation       | /v1/reconciliation
            /v1/reconciliation       | /v1/reconciliation?kind=weather.gossip
            /v1/reconciliation       | /v1/reconciliation?from=yesterday
            /openapi                 | /openapi
            /problems/{code}         | /problems/none
            """)
    void anAnswerIsAsDescribed(String path, String address) {
        String asked = address.contains("size=") ? address + RANGE : address;

        HttpResponse<String> answer = Asking.get(service, asked);

        JsonNode document = document();
        JsonNode response =
                resolved(document, document.path("paths").path(path).at("/get/responses/" + answer.statusCode()));
        assertFalse(response.isMissingNode(), path + " isn't said to answer " + answer.statusCode());
        String mediaType = answer.headers().firstValue("content-type").orElseThrow();
        JsonNode schema = response.path("content").path(mediaType).path("schema");
        assertFalse(schema.isMissingNode(), path + " isn't said to answer in " + mediaType);
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(Asking.json(answer.body()));
        assertTrue(errors.isEmpty(), errors::toString);
    }

    private JsonNode document() {
        return Asking.json(Asking.get(service, "/openapi").body());
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
