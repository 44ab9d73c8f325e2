package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A folder with two files makes a kind of event: no Java, no rebuild. */
@ExtendWith(RunningPipeline.class)
class NewKindST {
    @Test
    void aKindThatNoProgramKnowsIsCountedLikeAnyOther(Pipeline pipeline) {
        for (String price : List.of("3.1", "0.0002", "2.25")) {
            IngressClient.Reply reply = pipeline.ingress()
                    .send(IngressClient.Post.of("/v1/events", "application/cloudevents+json", """
                            {"specversion":"1.0","type":"market.price","source":"urn:test","id":"%1$s",
                             "data":{"market":"cenma","good":"avocado","price":%1$s}}""".formatted(price)));
            assertEquals(202, reply.status(), reply::toString);
        }
        pipeline.settle();

        for (String path : List.of("kafka", "rabbitmq")) {
            JsonNode group = pipeline.insights()
                    .totals("market.price", "good", path)
                    .orElseThrow()
                    .get(0);
            assertEquals("{\"good\":\"avocado\"}", group.path("key").toString());
            assertEquals("5.3502", group.at("/values/price/sum").asText());
            assertEquals("1.783400", group.at("/values/price/avg").asText());
            assertEquals("2.2500", group.at("/values/price/last").asText());
        }
    }

    @Test
    void itIsToldAmongTheKindsInForceAndRefusedWhenItBreaksItsSchema(Pipeline pipeline) {
        assertTrue(pipeline.insights()
                .get("/v1/kinds")
                .orElseThrow()
                .path("kinds")
                .findValuesAsText("kind")
                .contains("market.price"));

        IngressClient.Reply reply =
                pipeline.ingress().send(IngressClient.Post.of("/v1/events", "application/cloudevents+json", """
                        {"specversion":"1.0","type":"market.price","source":"urn:test","id":"bad",
                         "data":{"market":"moon","good":"avocado","price":1}}"""));

        assertEquals(422, reply.status());
        assertEquals("/data/market", reply.body().at("/errors/0/pointer").asText());
    }
}
