package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What was counted is told to the last digit. The expected documents are worked out by hand from the five events of
 * {@link #fill}.
 */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
class InsightsIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static boolean filled;

    @Inject
    Redis redis;

    @Inject
    KindCatalog kinds;

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void fill() {
        if (filled) {
            return;
        }
        new Shard(redis, kinds, DeliveryPath.KAFKA, 0)
                .event(NOON, "a", """
                        {"municipality":"mixco","weather":"sunny","temperature":20}""")
                .event(NOON.plusSeconds(1), "b", """
                        {"municipality":"mixco","weather":"rainy","temperature":21.5,"humidity":0.10}""")
                .event(NOON.plusSeconds(7), "c", """
                        {"municipality":"mixco","weather":"sunny"}""")
                .apply();
        new Shard(redis, kinds, DeliveryPath.KAFKA, 3)
                .event(NOON.plusSeconds(2), "d", """
                        {"municipality":"guatemala","weather":"sunny","temperature":-0.01}""")
                .apply();
        new Shard(redis, kinds, DeliveryPath.RABBITMQ, 0).event(NOON, "a", """
                        {"municipality":"mixco","weather":"sunny","temperature":20}""").apply();
        filled = true;
    }

    @Test
    void totalsOfAGroupingAreExactOnEachPathAndSortedByKey() {
        assertEquals(
                """
                {"kind":"weather.tweet","by":["municipality"],"paths":{\
                "kafka":{"complete":%s,"groups":[\
                {"key":{"municipality":"guatemala"},"count":1,"values":{\
                "temperature":{"count":1,"sum":-0.01,"avg":-0.0100,"min":-0.01,"max":-0.01,"last":-0.01}}},\
                {"key":{"municipality":"mixco"},"count":3,"values":{\
                "temperature":{"count":2,"sum":41.50,"avg":20.7500,"min":20.00,"max":21.50,"last":21.50},\
                "humidity":{"count":1,"sum":0.10,"avg":0.1000,"min":0.10,"max":0.10,"last":0.10}}}]},\
                "rabbitmq":{"complete":%s,"groups":[\
                {"key":{"municipality":"mixco"},"count":1,"values":{\
                "temperature":{"count":1,"sum":20.00,"avg":20.0000,"min":20.00,"max":20.00,"last":20.00}}}]}}}""".formatted(complete("kafka"), complete("rabbitmq")),
                get("/v1/kinds/weather.tweet/totals?by=municipality"));
    }

    @Test
    void withoutAGroupingThereIsOneGrandTotalOverAllShards() {
        assertEquals("""
                {"kind":"weather.tweet","by":[],"paths":{"kafka":{"complete":%s,"groups":[\
                {"key":{},"count":4,"values":{\
                "temperature":{"count":3,"sum":41.49,"avg":13.8300,"min":-0.01,"max":21.50,"last":-0.01},\
                "humidity":{"count":1,"sum":0.10,"avg":0.1000,"min":0.10,"max":0.10,"last":0.10}}}]}}}""".formatted(complete("kafka")), get("/v1/kinds/weather.tweet/totals?path=kafka"));
    }

    @Test
    void fieldsOfAGroupingMayBeNamedInAnyOrder() {
        assertEquals(
                get("/v1/kinds/weather.tweet/totals?by=municipality,weather"),
                get("/v1/kinds/weather.tweet/totals?by=weather,municipality"));
    }

    @Test
    void windowsHoldWhatTheirFiveSecondsHeldAndEmptyOnesAreLeftOut() {
        assertEquals(
                """
                {"kind":"weather.tweet","size":"5s","by":["municipality"],"paths":{"kafka":{"complete":%s,"windows":[\
                {"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:00:05Z","groups":[\
                {"key":{"municipality":"guatemala"},"count":1,"values":{\
                "temperature":{"count":1,"sum":-0.01,"avg":-0.0100,"min":-0.01,"max":-0.01,"last":-0.01}}},\
                {"key":{"municipality":"mixco"},"count":2,"values":{\
                "temperature":{"count":2,"sum":41.50,"avg":20.7500,"min":20.00,"max":21.50,"last":21.50},\
                "humidity":{"count":1,"sum":0.10,"avg":0.1000,"min":0.10,"max":0.10,"last":0.10}}}]},\
                {"start":"2026-03-01T12:00:05Z","end":"2026-03-01T12:00:10Z","groups":[\
                {"key":{"municipality":"mixco"},"count":1,"values":{}}]}]}}}""".formatted(complete("kafka")),
                get("/v1/kinds/weather.tweet/windows?path=kafka&size=5s&by=municipality"
                        + "&from=2026-03-01T12:00:00Z&to=2026-03-01T12:01:00Z"));
    }

    @Test
    void theEndOfARangeIsNotInIt() {
        JsonNode day = read(get("/v1/kinds/weather.tweet/windows?size=5s"
                + "&from=2026-03-01T12:00:00Z&to=2026-03-01T13:00:05%2B01:00"));

        assertEquals(1, day.at("/paths/kafka/windows").size());
        assertEquals(
                "2026-03-01T12:00:00Z", day.at("/paths/kafka/windows/0/start").asText());
    }

    @Test
    void aWindowThatLogTimeHasDroppedIsGone() {
        HttpResponse<String> answer = Asking.get(
                service, "/v1/kinds/weather.tweet/windows?size=5s&from=2026-01-01T00:00:00Z&to=2026-03-01T12:01:00Z");

        assertEquals(410, answer.statusCode());
        assertEquals("window-expired", read(answer.body()).path("code").asText());
    }

    @Test
    void allCurrentTotalsAreInOneDocument() {
        JsonNode totals = read(get("/data")).path("totals");

        assertEquals(read(get("/v1/kinds/weather.tweet/totals")), totals.get(0));
        assertEquals(read(get("/v1/kinds/weather.tweet/totals?by=municipality")), totals.get(1));
        assertEquals(read(get("/v1/kinds/weather.tweet/totals?by=municipality,weather")), totals.get(2));
        assertEquals(3, totals.size());
    }

    @Test
    void kindsAreToldWithSchemaGroupingsAndWindows() {
        JsonNode kind = read(get("/v1/kinds")).at("/kinds/0");

        assertEquals("weather.tweet", kind.path("kind").asText());
        assertEquals("PT2H", kind.at("/windows/0/keep").asText());
        assertEquals(2, kind.at("/values/temperature/scale").asInt());
        assertEquals("municipality", kind.at("/groups/0/by/0").asText());
        assertEquals("mixco", kind.at("/schema/properties/municipality/enum/0").asText());
    }

    @Test
    void totalsAreGaugesButNeverOfMoreGroupsThanConfigured() {
        // The gauges are refreshed now and then, one name after the other: a reading may show what was there before.
        for (String line : List.of(
                "aguacero_aggregate_events{by=\"municipality\",group=\"mixco\",kind=\"weather.tweet\",path=\"kafka\"} 3.0",
                "aguacero_aggregate_value{by=\"municipality\",group=\"mixco\",kind=\"weather.tweet\","
                        + "path=\"kafka\",stat=\"avg\",value=\"temperature\"} 20.75",
                "aguacero_aggregate_groups_omitted{by=\"municipality,weather\",kind=\"weather.tweet\",path=\"kafka\"} 0.0")) {
            Asking.until(() -> Optional.of(Asking.metrics()).filter(text -> text.contains(line)));
        }
    }

    private String complete(String path) {
        return read(get("/v1/kinds/weather.tweet/totals?path=" + path))
                .at("/paths/" + path + "/complete")
                .asText();
    }

    private String get(String address) {
        HttpResponse<String> answer = Asking.get(service, address);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("content-type"));
        return answer.body();
    }

    private static JsonNode read(String text) {
        return Asking.json(text);
    }
}
