package io.aguacero.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every server promises. */
class LocalServerIT {
    @TempDir
    Path directory;

    static List<Function<Path, ServerUnderTest>> servers() {
        return List.of(KafkaUnderTest::new, RabbitMqUnderTest::new, ValkeyUnderTest::new);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void what_was_acknowledged_survives_a_kill_and_the_address_stays(Function<Path, ServerUnderTest> open) {
        try (ServerUnderTest test = open.apply(directory)) {
            test.server().start();
            long first = test.server().pid();
            test.store("before the kill");
            test.server().kill();
            assertFalse(test.server().alive());

            test.server().start();

            assertTrue(test.server().pid() != first);
            assertEquals("before the kill", test.loadOnceRecovered());
        }
    }

    /** One server's life for three promises: to start one takes longer than all that is asked of it. */
    @ParameterizedTest
    @MethodSource("servers")
    void a_frozen_server_is_silent_until_thawed_and_frozen_again_it_still_stops_and_leaves_nothing(
            Function<Path, ServerUnderTest> open) {
        try (ServerUnderTest test = open.apply(directory)) {
            test.server().start();
            assertEquals(test.program(), Processes.program(test.server().pid()));
            test.store("before the frost");

            test.server().freeze();
            boolean answeredFrozen = test.answers();
            test.server().thaw();
            String thawed = test.load();
            test.server().freeze();
            test.server().stop();

            assertFalse(answeredFrozen);
            assertEquals("before the frost", thawed);
            assertFalse(test.server().alive());
            assertEquals(List.of(), Processes.naming(directory));
        }
    }
}
