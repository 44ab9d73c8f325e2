package io.aguacero.aggregation;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a real store: one Valkey a class, empty before each test. */
abstract class OnRealStore {
    static StoreFixture fixture;

    @BeforeAll
    static void start(@TempDir Path directory) {
        fixture = new StoreFixture(directory);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void empty() {
        fixture.reset();
    }
}
