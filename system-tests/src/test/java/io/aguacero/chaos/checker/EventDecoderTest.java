package io.aguacero.chaos.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packs are taken apart item by item, whatever an item is. */
class EventDecoderTest {
    private static final LogEvent.Place PLACE = new LogEvent.Place(LogPath.RABBITMQ, 0, 7);
    private static final String GOOD = """
            {"specversion":"1.0","id":"a-1","source":"urn:test","type":"weather.tweet","time":"2026-03-01T12:00:00.000001Z",\
            "acceptedat":"2026-03-01T12:00:00.250000Z","partitionkey":"mixco","datacontenttype":"application/json",\
            "data":{"temperature": 21.50}}""";

    private static List<LogEvent> pack(String body) {
        return EventDecoder.pack(PLACE, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachItemOfAPackStandsForItself() {
        List<LogEvent> events = pack("[" + GOOD + " , \"text\",17,{\"id\":\"no more\"} , {\"a\":{},\"a\":[]}]");

        assertEquals(
                List.of(GOOD, "\"text\"", "17", "{\"id\":\"no more\"}", "{\"a\":{},\"a\":[]}"),
                events.stream().map(LogEvent::body).toList());
        assertEquals("", events.getFirst().problem());
        assertEquals(
                new EventName("weather.tweet", "urn:test", "a-1"),
                events.getFirst().name());
        assertEquals(1_772_366_400_000_001L, events.getFirst().time());
        assertEquals(
                "21.50",
                events.getFirst().data().path("temperature").decimalValue().toPlainString());
        events.subList(1, 5).forEach(event -> assertNotEquals("", event.problem()));
    }

    @Test
    void whatIsNoArrayIsOneEventThatCantBeDecoded() {
        for (String body : List.of("{}", "", "[{}", "[{},", "text")) {
            List<LogEvent> events = pack(body);
            assertEquals(1, events.size());
            assertEquals(body, events.getFirst().body());
            assertNotEquals("", events.getFirst().problem());
        }
    }
}
