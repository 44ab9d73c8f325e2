package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** The real data that is shipped: every hour of it is an observation, to the last decimal. */
    @Test
    void everyRowOfTheSampleIsAnObservation() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "local-stack", "sample", "weather-hourly-lga-2013.csv"));

        List<String> refused = rows.stream()
                .skip(1)
                .filter(row ->
                        !kind("weather.observation").check(observation(row)).isEmpty())
                .toList();

        assertEquals(8_707, rows.size());
        assertEquals(List.of(), refused);
    }

    private static JsonNode observation(String row) {
        String[] cells = row.split(",", -1);
        String[] fields = {
            "temperature",
            "dew_point",
            "humidity",
            "wind_direction",
            "wind_speed",
            "wind_gust",
            "precipitation",
            "pressure",
            "visibility"
        };
        StringBuilder text = new StringBuilder("{\"station\":\"" + cells[0] + "\"");
        for (int i = 0; i < fields.length; i++) {
            String cell = cells[i + 5];
            text.append(cell.equals("NA") ? "" : ",\"" + fields[i] + "\":" + cell);
        }
        return json(text.append('}').toString());
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
