package io.aguacero.localstack.supervisor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bundled observations as events of kind {@code weather.observation}: numbers as they are written, gaps left out. */
final class Sample {
    /** Their kind. */
    static final String KIND = "weather.observation";

    private static final String ABSENT = "NA";
    /** Column of the file, and field of the event. */
    private static final List<List<String>> NUMBERS = List.of(
            List.of("temp", "temperature"),
            List.of("dewp", "dew_point"),
            List.of("humid", "humidity"),
            List.of("wind_dir", "wind_direction"),
            List.of("wind_speed", "wind_speed"),
            List.of("wind_gust", "wind_gust"),
            List.of("precip", "precipitation"),
            List.of("pressure", "pressure"),
            List.of("visib", "visibility"));

    private static final JsonFactory JSON = new JsonFactory();

    private final List<String> columns;
    private final List<List<String>> rows;

    private Sample(List<String> columns, List<List<String>> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    static Sample read(Path file) throws IOException {
        List<List<String>> lines = Files.readAllLines(file).stream()
                .map(line -> List.of(line.split(",", -1)))
                .toList();
        return new Sample(lines.getFirst(), lines.subList(1, lines.size()));
    }

    /** Number of observations. */
    int size() {
        return rows.size();
    }

    /** The observations as bodies of {@code application/cloudevents-batch+json}, in order. */
    List<String> batches(int eventsMax) throws IOException {
        List<String> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += eventsMax) {
            batches.add(batch(rows.subList(from, Math.min(rows.size(), from + eventsMax))));
        }
        return batches;
    }

    private String batch(List<List<String>> observations) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (List<String> observation : observations) {
                event(json, observation);
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    private void event(JsonGenerator json, List<String> row) throws IOException {
        String station = value(row, "origin");
        String time = value(row, "time_hour");
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("type", KIND);
        json.writeStringField("source", "urn:noaa:hourly:" + station);
        json.writeStringField("id", station + "/" + time);
        json.writeStringField("time", time);
        json.writeStringField("datacontenttype", "application/json");
        json.writeObjectFieldStart("data");
        json.writeStringField("station", station);
        for (List<String> number : NUMBERS) {
            String value = value(row, number.getFirst());
            if (!value.equals(ABSENT)) {
                json.writeFieldName(number.getLast());
                json.writeRawValue(value);
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private String value(List<String> row, String column) {
        return row.get(columns.indexOf(column));
    }
}
