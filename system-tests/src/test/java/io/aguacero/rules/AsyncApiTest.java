package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document is one, agrees with docs/wire.md, and a message that differs from it is noticed. */
class AsyncApiTest {
    private static final Pattern HEADER = Pattern.compile("^\\| `((?:ce|aguacero)_\\w+)`.*");
    private static final Pattern MORE = Pattern.compile("`((?:ce|aguacero)_\\w+)`");
    private static final Map<String, String> EVENT = Map.of(
            "content-type", "application/json",
            "ce_specversion", "1.0",
            "ce_id", "a-1",
            "ce_source", "urn:aguacero:http",
            "ce_type", "weather.tweet",
            "ce_time", "2026-03-01T12:00:00.250000Z",
            "ce_acceptedat", "2026-03-01T12:00:00.250000Z");

    private final AsyncApi document = AsyncApi.read();

    @Test
    void theDocumentObeysAsyncApi3() {
        assertEquals(List.of(), document.faults());
    }

    @Test
    void itsHeadersAreThoseOfTheWireDocument() {
        Set<String> described = new TreeSet<>(document.names("deadLetterHeaders"));
        assertEquals(wireHeaders(), described);

        Set<String> attributes = document.names("pack").stream()
                .filter(name -> !name.equals("data") && !name.equals("datacontenttype"))
                .map(name -> "ce_" + name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(document.names("rabbitmqHeaders")), attributes);
    }

    @Test
    void itsNamesAreThoseOfTheWireDocument() {
        String wire = wire();
        assertEquals(
                List.of(),
                document.addresses().stream()
                        .map(address -> "`" + address.replace("{shard}", "0") + "`")
                        .filter(address -> !wire.contains(address))
                        .toList());
    }

    @Test
    void aMessageThatDiffersIsNoticed() throws Exception {
        JsonNode payload = new JsonMapper().readTree("{}");
        assertEquals(List.of(), document.differences("kafkaEvent", "application/json", EVENT, payload));
        for (String header : EVENT.keySet()) {
            Map<String, String> without = new HashMap<>(EVENT);
            without.remove(header);
            assertEquals(
                    1,
                    document.differences("kafkaEvent", "application/json", without, payload)
                            .size(),
                    header);
        }
        for (var fault : Map.of("ce_time", "2026-03-01T12:00:00Z", "ce_sequence", "0", "ce_unheard", "of")
                .entrySet()) {
            Map<String, String> faulty = new HashMap<>(EVENT);
            faulty.put(fault.getKey(), fault.getValue());
            assertTrue(document.differences("kafkaEvent", "application/json", faulty, payload)
                    .getFirst()
                    .contains(fault.getKey()));
        }
        assertEquals(
                1,
                document.differences("kafkaEvent", "text/plain", EVENT, payload).size());
        assertEquals(
                1,
                document.differences("pack", "application/cloudevents-batch+json", Map.of(), payload)
                        .size());
    }

    private static Set<String> wireHeaders() {
        Set<String> headers = new TreeSet<>();
        for (String line : wire().lines().toList()) {
            if (HEADER.matcher(line).matches()) {
                Matcher names = MORE.matcher(line.substring(0, line.indexOf('|', 1)));
                while (names.find()) {
                    headers.add(names.group(1));
                }
            }
        }
        return headers;
    }

    private static String wire() {
        return MarkdownDocument.read(Reactor.root().resolve("docs/wire.md")).text();
    }
}
