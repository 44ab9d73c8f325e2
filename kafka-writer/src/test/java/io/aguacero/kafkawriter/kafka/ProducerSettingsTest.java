package io.aguacero.kafkawriter.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProducerSettingsTest {
    private static final String OURS = "aguacero.kafka-writer.properties.";

    @Test
    void theGuaranteesWinOverTheUserAndOverTheConnector() {
        Map<String, Object> settings = ProducerSettings.complete(
                Map.of("acks", "1", "delivery.timeout.ms", "120000", "bootstrap.servers", "here:9092"),
                WriterSettings.of(Map.of(
                        OURS + "\"acks\"", "0",
                        OURS + "\"enable.idempotence\"", "false",
                        OURS + "\"max.in.flight.requests.per.connection\"", "50",
                        OURS + "\"max.block.ms\"", "60000")));

        assertEquals("all", settings.get("acks"));
        assertEquals("true", settings.get("enable.idempotence"));
        assertEquals("5", settings.get("max.in.flight.requests.per.connection"));
        assertEquals("3500", settings.get("delivery.timeout.ms"));
        assertEquals("1750", settings.get("request.timeout.ms"));
        assertEquals("1000", settings.get("max.block.ms"));
        assertEquals("here:9092", settings.get("bootstrap.servers"));
    }

    @Test
    void theUserWinsOverOurDefaults() {
        Map<String, Object> settings = ProducerSettings.complete(
                Map.of(),
                WriterSettings.of(Map.of(OURS + "\"compression.type\"", "lz4", OURS + "\"batch.size\"", "65536")));

        assertEquals("lz4", settings.get("compression.type"));
        assertEquals("65536", settings.get("batch.size"));
        assertEquals("0", settings.get("linger.ms"));
    }
}
