package io.aguacero.contracts.trust;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed and who isn't is shown with real connections, by the tests of the services' clients. */
class AuthorityFileTest {
    private static final String SETTING = "aguacero.some.authority-file";

    @TempDir
    Path directory;

    @Test
    void withoutAFileWhomTheJvmKnowsIsBelieved() throws Exception {
        assertSame(SSLContext.getDefault(), new AuthorityFile(SETTING, Optional.empty()).context());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aFileOfNoCertificatesIsRefusedByTheNameOfTheSetting(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("ca.crt"), text);

        assertRefused(file);
    }

    @Test
    void aFileThatIsNotThereIsRefusedByTheNameOfTheSetting() {
        assertRefused(directory.resolve("nowhere"));
    }

    private static void assertRefused(Path file) {
        var refused = assertThrows(IllegalArgumentException.class, () -> new AuthorityFile(SETTING, Optional.of(file)));

        String said = String.valueOf(refused.getMessage());
        assertTrue(said.startsWith(SETTING + " can't be used: "), said);
    }
}
