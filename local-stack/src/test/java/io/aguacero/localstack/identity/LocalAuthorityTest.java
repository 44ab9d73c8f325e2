package io.aguacero.localstack.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path directory;

    private LocalAuthority after(Duration time) {
        return new LocalAuthority(directory, Clock.fixed(NOW.plus(time), ZoneOffset.UTC));
    }

    private byte[] certificate(Duration time) throws IOException {
        return Files.readAllBytes(after(time).identity("router-api").resolve("tls.crt"));
    }

    @Test
    void aCertificateIsMadeAnewWhenLessThanAMonthIsLeft() throws IOException {
        byte[] first = certificate(Duration.ZERO);
        Duration lasts = LocalAuthority.VALID.minus(LocalAuthority.RENEWED_BEFORE);

        assertArrayEquals(first, certificate(lasts.minusSeconds(1)));
        assertFalse(Arrays.equals(first, certificate(lasts)));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsMadeAnewByThisOne() throws IOException {
        byte[] ofTheOther = certificate(Duration.ZERO);
        for (String file : List.of("tls.crt", "tls.key")) {
            Files.delete(directory.resolve("authority").resolve(file));
        }

        assertFalse(Arrays.equals(ofTheOther, certificate(Duration.ZERO)));
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("authority/tls.crt")),
                Files.readAllBytes(directory.resolve("router-api/ca.crt")));
    }

    @Test
    void aServersCertificateIsForItsNameAndForLoopback() throws Exception {
        ServerIdentity kafka = after(Duration.ZERO).server("kafka");

        X509Certificate certificate;
        try (InputStream in = Files.newInputStream(kafka.certificate())) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }

        assertEquals(
                List.of("kafka", "localhost", "127.0.0.1"),
                certificate.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1))
                        .toList());
        assertArrayEquals(
                Files.readAllBytes(after(Duration.ZERO).certificate()), Files.readAllBytes(kafka.authority()));
        assertEquals(kafka, after(Duration.ZERO).server("kafka"));
    }

    @Test
    void keysAreTheirOwnersAlone() throws IOException {
        Path folder = after(Duration.ZERO).identity("router-api");

        for (Path key : List.of(folder.resolve("tls.key"), directory.resolve("authority/tls.key"))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    }
}
