package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedKindsTest {
    private static final KindCatalog KINDS = assertInstanceOf(
                    KindLoading.Loaded.class, KindCatalog.load(Path.of("kinds")))
            .catalog();

    @Test
    void threeKindsAreShipped() {
        assertEquals(
                List.of("container.metric", "weather.observation", "weather.tweet"),
                KINDS.kinds().stream().map(EventKind::name).toList());
    }

    @Test
    void aTweetIsKeyedByItsMunicipality() {
        JsonNode tweet =
                json("{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":21.50,\"humidity\":80}");

        assertEquals(List.of(), kind("weather.tweet").check(tweet));
        assertEquals("mixco", kind("weather.tweet").keyOf(tweet));
    }

    @Test
    void groupsOfEnumeratedFieldsAreBoundedByTheirProduct() {
        assertEquals(
                List.of(4, 4, 16),
                kind("weather.tweet").aggregate().groups().stream()
                        .map(GroupSpec::groupsMax)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"cpu,percent", "memory,MiB", "disk,MiB", "network,KiB/s"})
    void eachMetricHasItsOneUnit(String metric, String unit) {
        assertEquals(List.of(), kind("container.metric").check(metric(metric, unit)));
        assertEquals(
                List.of(new Violation("/unit", "must be \"" + unit + "\"")),
                kind("container.metric").check(metric(metric, "furlongs")));
    }

    @Test
    void anObservationMayLackEverythingButItsStation() {
        assertEquals(List.of(), kind("weather.observation").check(json("{\"station\":\"LGA\"}")));
        assertEquals(
                List.of(new Violation("/station", "is missing")),
                kind("weather.observation").check(json("{\"temperature\":39.92}")));
    }

    @Test
    void anObservationsWindIsRoundedFromItsDecimalText() {
        EventKind kind = kind("weather.observation");
        JsonNode wind = json("{\"station\":\"LGA\",\"wind_speed\":13.809359999999998}");

        assertEquals(List.of(), kind.check(wind));
        assertEquals(
                1_380_936,
                kind.aggregate().values().stream()
                        .filter(value -> value.name().equals("wind_speed"))
                        .findFirst()
                        .orElseThrow()
                        .scaled(wind.get("wind_speed").decimalValue()));
    }

    private static EventKind kind(String name) {
        return KINDS.find(name).orElseThrow();
    }

    private static JsonNode metric(String metric, String unit) {
        return json("{\"producer\":\"node-1\",\"container\":\"web\",\"metric\":\"" + metric
                + "\",\"value\":1.23456,\"unit\":\"" + unit + "\"}");
    }

    private static JsonNode json(String text) {
        return assertInstanceOf(
                        PayloadReading.Parsed.class, PayloadReader.PAYLOADS.read(text.getBytes(StandardCharsets.UTF_8)))
                .document();
    }
}
