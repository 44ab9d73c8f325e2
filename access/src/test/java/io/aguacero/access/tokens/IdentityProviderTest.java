package io.aguacero.access.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings of an identity provider say is done, or refused by the setting's name. */
class IdentityProviderTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    /** Where the group stands in a service's settings. */
    @ConfigMapping(prefix = "aguacero.test")
    interface Settings {
        TokenConfig tokens();
    }

    private static IdentityProvider provider(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        settings.forEach((name, value) -> all.put("aguacero.test.tokens." + name, value));
        TokenConfig config = new SmallRyeConfigBuilder()
                .withMapping(Settings.class)
                .withConverter(Duration.class, 100, text -> Duration.parse("PT" + text))
                .withDefaultValues(all)
                .build()
                .getConfigMapping(Settings.class)
                .tokens();
        return IdentityProvider.of("aguacero.test", config, Clock.systemUTC(), System::nanoTime);
    }

    @Test
    void withoutAnIssuerNoTokensAreTaken() {
        try (IdentityProvider none = provider(Map.of())) {
            assertEquals(Optional.empty(), none.tokens());
            assertTrue(Double.isNaN(none.keysAgeSeconds()));
        }
    }

    @Test
    void aProviderThatIsAwayRefusesNoStart() {
        try (IdentityProvider away = provider(Map.of("issuer", "http://127.0.0.1:1", "audience", "a"))) {
            assertTrue(away.tokens().isPresent());
            assertTrue(Double.isNaN(away.keysAgeSeconds()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            issuer         | http://keycloak:8080/realms/a
            issuer         | keycloak
            issuer         | file:///etc/passwd
            issuer         | https://
            jwks-uri       | http://keycloak:8080/keys
            jwks-uri       | a b
            audience       |
            authority-file | /nowhere/ca.crt
            algorithms     | HS256
            algorithms     | none
            """)
    void whatCannotBeUsedIsRefusedByItsName(String setting, String value) {
        Map<String, String> settings = new HashMap<>(Map.of("issuer", "https://localhost", "audience", "a"));
        if (value == null) {
            settings.remove(setting);
        } else {
            settings.put(setting, value);
        }

        RuntimeException refused = assertThrows(RuntimeException.class, () -> provider(settings));

        assertTrue(refused.getMessage().contains("aguacero.test.tokens." + setting), refused::getMessage);
    }

    @Test
    void anAudienceWithoutAnIssuerIsASlip() {
        RuntimeException refused = assertThrows(RuntimeException.class, () -> provider(Map.of("audience", "a")));

        assertTrue(refused.getMessage().contains("aguacero.test.tokens.issuer"), refused::getMessage);
    }

    @Test
    void aProviderThatSaysNothingIsNotWaitedForLongerThanMayBe() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                IssuerClient client = new IssuerClient(
                        "http://127.0.0.1:" + silent.getLocalPort(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(100))) {
            assertThrows(IOException.class, client::keys);
        }
    }

    @Test
    void whatSpeaksOfAnotherIssuerIsNotBelieved() throws IOException {
        try (LocalIssuer issuer = new LocalIssuer();
                IssuerClient client = new IssuerClient(
                        issuer.uri().replace("127.0.0.1", "localhost"),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(5))) {
            assertTrue(
                    assertThrows(IOException.class, client::keys).getMessage().contains("is of another issuer"));
        }
    }

    @Test
    void aProviderIsBelievedByTheAuthorityThatIsGivenAlone() throws Exception {
        KeyStore store = certified();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        try (LocalIssuer issuer = new LocalIssuer()) {
            byte[] answer;
            try (IssuerClient plain = client(issuer.uri() + "/keys", Optional.empty())) {
                answer = plain.keys();
            }
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            String address = "https://localhost:" + server.getAddress().getPort() + "/keys";
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(store.getCertificate("provider").getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            Path authority = Files.writeString(folder.resolve("ca.crt"), pem);

            try (IssuerClient client = client(address, Optional.empty())) {
                assertThrows(IOException.class, client::keys);
            }
            try (IdentityProvider provider = provider(Map.of(
                    "issuer",
                    "https://issuer.example",
                    "audience",
                    "a",
                    "jwks-uri",
                    address,
                    "authority-file",
                    authority.toString()))) {
                long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (Double.isNaN(provider.keysAgeSeconds()) && System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                assertTrue(provider.keysAgeSeconds() >= 0, "no keys came");
            }
        } finally {
            server.stop(0);
        }
    }

    private static IssuerClient client(String keys, Optional<SSLContext> trust) {
        return new IssuerClient("https://issuer.example", Optional.of(URI.create(keys)), trust, Duration.ofSeconds(5));
    }

    /** A key with a certificate for localhost, made by the JDK's own tool: no class of its makes one. */
    private KeyStore certified() throws Exception {
        Path file = folder.resolve("provider.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "provider",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, made.waitFor(), said);
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
