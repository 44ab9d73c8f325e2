package io.aguacero.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindRoutingTest {
    private static final Path SHIPPED = Path.of("../contracts/kinds");

    @TempDir
    Path kinds;

    @BeforeEach
    void copyAKind() throws IOException {
        Path folder = Files.createDirectory(kinds.resolve("weather.tweet"));
        for (String file : new String[] {"kind.yaml", "schema.json"}) {
            Files.copy(SHIPPED.resolve("weather.tweet").resolve(file), folder.resolve(file));
        }
    }

    private static Route routed(Path directory, String kind) {
        return routed(directory, kind, "");
    }

    private static Route routed(Path directory, String kind, String replayOf) {
        KindLoading.Loaded loaded = assertInstanceOf(KindLoading.Loaded.class, KindCatalog.load(directory));
        return new KindRouting(loaded.catalog())
                .route(EventEnvelope.newBuilder()
                        .setKind(kind)
                        .setReplayOf(replayOf)
                        .build());
    }

    @Test
    void anEventGoesAlongAllPathsOfItsKind() {
        Route both = new Route.To(Set.of(DeliveryPath.KAFKA, DeliveryPath.RABBITMQ));

        assertEquals(both, routed(SHIPPED, "weather.tweet"));
        assertEquals(both, routed(SHIPPED, "container.metric"));
        assertEquals(both, routed(SHIPPED, "weather.observation"));
    }

    @Test
    void anEventOfAKindWithOnePathGoesThereAlone() throws IOException {
        Path file = kinds.resolve("weather.tweet/kind.yaml");
        String yaml = Files.readString(file);
        Files.writeString(file, yaml.replaceAll("(?m)^paths:.*$", "paths: [kafka]"));

        assertEquals(new Route.To(Set.of(DeliveryPath.KAFKA)), routed(kinds, "weather.tweet"));
    }

    @Test
    void anEventThatTheJournalAcknowledgesGoesToKafkaAndIsRelayedFromThere() throws IOException {
        Path file = kinds.resolve("weather.tweet/kind.yaml");
        String yaml = Files.readString(file);
        Files.writeString(file, yaml.replace("ack: all", "ack: journal"));

        assertEquals(
                new Route.To(Set.of(DeliveryPath.KAFKA), Set.of(DeliveryPath.RABBITMQ)),
                routed(kinds, "weather.tweet"));
    }

    @Test
    void anEventOfAnUnknownKindGoesNowhere() {
        Route.Nowhere nowhere = assertInstanceOf(Route.Nowhere.class, routed(kinds, "weather.observation"));

        assertEquals(ErrorCode.UNKNOWN_KIND, nowhere.code());
    }

    @Test
    void aReplayGoesAlongThePathOfItsLetterAlone() {
        assertEquals(
                new Route.To(Set.of(DeliveryPath.RABBITMQ)), routed(SHIPPED, "weather.tweet", "rabbitmq/3/1234/0"));
        assertEquals(new Route.To(Set.of(DeliveryPath.KAFKA)), routed(SHIPPED, "weather.tweet", "kafka/3/1234/0"));
    }

    @Test
    void aReplayOnAPathThatItsKindDoesNotTakeGoesNowhere() throws IOException {
        Path file = kinds.resolve("weather.tweet/kind.yaml");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^paths:.*$", "paths: [kafka]"));

        Route route = routed(kinds, "weather.tweet", "rabbitmq/3/1234/0");

        assertEquals(
                ErrorCode.REPLAY_REFUSED,
                assertInstanceOf(Route.Nowhere.class, route).code());
    }

    @Test
    void aReplayOfNoLetterGoesNowhere() {
        Route route = routed(SHIPPED, "weather.tweet", "kafka/3");

        assertEquals(
                ErrorCode.INVALID_ATTRIBUTE,
                assertInstanceOf(Route.Nowhere.class, route).code());
    }
}
