package io.aguacero.ingress.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigRulesTest {
    private static final String PREFIX = "aguacero.ingress.";

    private static IngressConfig config(Map<String, String> given) {
        Map<String, String> values = new HashMap<>(Map.of(
                PREFIX + "kinds-directory", "kinds",
                PREFIX + "keys.file", "keys.json"));
        given.forEach((name, value) -> values.put(PREFIX + name, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(IngressConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(IngressConfig.class);
    }

    @Test
    void theDefaultsContradictNothing() {
        assertDoesNotThrow(() -> ConfigRules.check(config(Map.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "limits.event-bytes-max, 64K, limits.body-bytes-max, 64K, 65535, limits.event-bytes-max",
        "limits.body-bytes-max, 4M, in-flight.bytes-max, 4M, 4194303, in-flight.bytes-max",
        "limits.event-bytes-max, 64K, hop.batch-bytes-max, 66K, 67583, hop.batch-bytes-max",
        "limits.items-max, 10000, hop.pending-events-max, 10000, 9999, hop.pending-events-max",
        "hop.batch-events-max, 20000, hop.pending-events-max, 20000, 19999, hop.pending-events-max",
        "hop.instances.ask-every, 1s, hop.instances.silence-max, 1s, 999ms, hop.instances.silence-max",
        "hop.deadline, 1000ms, deadline, 1001ms, 1000ms, hop.deadline",
        "identity.directory, somewhere, hop.transport, grpc, rest, hop.transport",
    })
    void whatContradictsAnotherSettingIsRefusedByName(
            String one, String value, String other, String held, String refused, String named) {
        assertDoesNotThrow(() -> ConfigRules.check(config(Map.of(one, value, other, held))));

        IngressConfig contradicting = config(Map.of(one, value, other, refused));
        String message = assertThrows(IllegalStateException.class, () -> ConfigRules.check(contradicting))
                .getMessage();

        assertEquals(PREFIX + named, message.split(" ")[0]);
    }
}
