package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals("3.1.0", Description.of(service).document().path("openapi").asText());
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
            /v1/dead-letters         | /v1/dead-letters?limit=none
            /v1/events/{kind}/{id}   | /v1/events/weather.tweet/a
            /v1/events/{kind}/{id}   | /v1/events/weather.gossip/a?time=2026-03-01T12:00:00Z
            /v1/events/{kind}/{id}   | /v1/events/weather.tweet/a?time=yesterday
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

        Description.of(service).describes("get", path, answer);
    }
}
