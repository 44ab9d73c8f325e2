package io.aguacero.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    /**
     * The last four columns are of Python: {@code zlib.crc32(f"{tenant}\0{kind}\0{key}".encode()) % count} for 4, 7 and
     * 1024, and {@code hashlib.sha256(f"{tenant}\0{kind}\0{source}\0{id}".encode()).hexdigest()[:32]}.
     */
    @ParameterizedTest
    @CsvSource({
        "default, weather.tweet, mixco, urn:aguacero:http, a-1, 0, 4, 924, 87708bd20a78ccd9993d5efbe038941d",
        "default, weather.tweet, guatemala, urn:aguacero:http, a-1, 0, 0, 432, 87708bd20a78ccd9993d5efbe038941d",
        "default, weather.tweet, amatitlan, urn:x, b, 3, 5, 831, 60bc1a0ba16deb3db8597052ffddf83b",
        "default, weather.tweet, chinautla, urn:x, b, 3, 6, 1015, 60bc1a0ba16deb3db8597052ffddf83b",
        "acme, container.metric, nodo-ñandú-東京, https://example.com/agents/7, événement-🌧, 2, 4, 482, 8141730d600ad0a0b285e6cfe6b907ef",
        "default, weather.observation, LGA, urn:aguacero:http, lga-2013-01-01T06, 1, 0, 877, 6c36425e534555df16d968480b0deb9d"
    })
    void shardAndIdentityAreThoseOfAnotherLanguage(
            String tenant,
            String kind,
            String key,
            String source,
            String id,
            int shardOf4,
            int shardOf7,
            int shardOf1024,
            String identity) {
        EventEnvelope event = EventEnvelope.newBuilder()
                .setTenant(tenant)
                .setKind(kind)
                .setKey(key)
                .setSource(source)
                .setId(id)
                .build();

        assertEquals(shardOf4, new Shards(4).shardOf(event));
        assertEquals(shardOf7, new Shards(7).shardOf(event));
        assertEquals(shardOf1024, new Shards(1024).shardOf(event));
        assertEquals(identity, HexFormat.of().formatHex(EventIdentity.of(event)));
    }

    @Test
    void aReplayIsWrittenToTheShardOfItsLetterAndToNoneThatThereIsNot() {
        EventEnvelope event = EventEnvelope.newBuilder()
                .setTenant("default")
                .setKind("weather.tweet")
                .setKey("mixco")
                .build();

        assertEquals(OptionalInt.of(0), new Shards(4).targetOf(event, DeliveryPath.KAFKA));
        assertEquals(OptionalInt.of(3), target(event, "kafka/3/9/0"));
        assertEquals(OptionalInt.empty(), target(event, "kafka/4/9/0"));
        assertEquals(OptionalInt.empty(), target(event, "rabbitmq/3/9/0"));
        assertEquals(OptionalInt.empty(), target(event, "no letter"));
    }

    private static OptionalInt target(EventEnvelope event, String letter) {
        return new Shards(4).targetOf(event.toBuilder().setReplayOf(letter).build(), DeliveryPath.KAFKA);
    }

    @Test
    void anImpossibleNumberOfShardsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Shards(0));
        assertThrows(IllegalArgumentException.class, () -> new Shards(1025));
    }
}
