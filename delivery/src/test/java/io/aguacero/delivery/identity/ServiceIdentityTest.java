package io.aguacero.delivery.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.identity.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An identity is whole or refused, and changes with its files. */
class ServiceIdentityTest {
    private static final String PREFIX = "aguacero.router";
    /** Longer than any test: each look is asked for. */
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path directory;

    private LocalAuthority authority;
    private Path files;

    @BeforeEach
    void make() {
        authority = new LocalAuthority(directory, Clock.systemUTC());
        files = authority.identity("router-api");
    }

    private record Given(Optional<Path> directory, Duration reloadEvery) implements IdentityConfig {}

    private String refused() {
        String message = assertThrows(
                        IllegalStateException.class, () -> HopSecurity.of(PREFIX, new Given(Optional.of(files), NEVER)))
                .getMessage();
        assertTrue(message.startsWith("aguacero.router.identity.directory: "), message);
        return message;
    }

    @Test
    void withoutAFolderNeighboursAreNotKnown() {
        assertInstanceOf(HopSecurity.Plaintext.class, HopSecurity.of(PREFIX, new Given(Optional.empty(), NEVER)));
    }

    @Test
    void eachFileThatIsMissingRefusesTheStartByItsName() throws IOException {
        for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
            byte[] content = Files.readAllBytes(files.resolve(name));
            Files.delete(files.resolve(name));
            assertTrue(refused().contains(name), name);
            Files.write(files.resolve(name), content);
        }
    }

    @Test
    void certificatesThatAreNoneRefuseTheStart() throws IOException {
        Files.writeString(files.resolve("ca.crt"), "");
        assertTrue(refused().contains("ca.crt"));
        Files.writeString(files.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertTrue(refused().contains("ca.crt"));
        Files.write(files.resolve("ca.crt"), new byte[(1 << 20) + 1]);
        assertTrue(refused().contains("larger than 1 MiB"));
    }

    @Test
    void aKeyThatIsNoneRefusesTheStartAndIsNotQuoted() throws IOException {
        Files.writeString(
                files.resolve("tls.key"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        String message = refused();
        assertTrue(message.contains("holds no RSA or EC key in PKCS #8"), message);
        assertFalse(message.contains("c2VjcmV0") || message.contains("secret"), message);
    }

    @Test
    void theKeyOfAnotherCertificateRefusesTheStart() throws IOException {
        Path other = authority.identity("kafka-writer");
        Files.copy(other.resolve("tls.key"), files.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        assertTrue(refused().contains("isn't the key of the certificate"));
    }

    @Test
    void aNewCertificateIsShownAtTheNextLookAndOneThatCanNotBeUsedLeavesIt() throws IOException {
        try (ServiceIdentity identity = ServiceIdentity.start(files, NEVER)) {
            Instant first = identity.expires();
            authority.renew("router-api", Duration.ofDays(10));
            assertEquals(first, identity.expires());

            identity.look();
            Instant renewed = identity.expires();
            assertTrue(renewed.isBefore(first));
            assertEquals(List.of(renewed), shown(identity));

            Files.writeString(files.resolve("tls.crt"), "no certificate");
            identity.look();
            Files.delete(files.resolve("tls.crt"));
            identity.look();
            assertEquals(renewed, identity.expires());
            assertEquals(List.of(renewed), shown(identity));

            authority.renew("router-api", Duration.ofDays(20));
            identity.look();
            assertTrue(identity.expires().isAfter(renewed));
        }
    }

    private static List<Instant> shown(ServiceIdentity identity) {
        String alias = identity.keys().getServerAliases("EC", null)[0];
        return Arrays.stream(identity.keys().getCertificateChain(alias))
                .map(X509Certificate::getNotAfter)
                .map(Date::toInstant)
                .toList();
    }

    @Test
    void aCertificateIsForTheNamesThatItHas() throws Exception {
        assertEquals(Set.of("ingress-api"), PeerNames.of(certificate(authority.identity("ingress-api"))));
        assertEquals(Set.of(), PeerNames.of(certificate(directory.resolve("authority"))));
    }

    private static X509Certificate certificate(Path folder) throws Exception {
        try (var file = Files.newInputStream(folder.resolve("tls.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
    }
}
