package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.access.tokens.LocalIssuer;
import io.aguacero.access.tokens.TestToken;
import io.aguacero.access.tokens.TokenAttacks;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.ingress.http.Door.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door as it is shipped, and an identity provider that comes and goes. */
class TokensIT {
    private static final String JSON = "application/json";
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final LocalIssuer issuer = LocalIssuer.withCurve();
    private int routerPort;
    private Process process;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            routerPort = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        issuer.close();
    }

    /** Base address of a door that takes the issuer's tokens, as settings of the environment say. */
    private URI started() throws IOException {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=0",
                        "-Daguacero.ingress.kinds-directory=../contracts/kinds",
                        "-Daguacero.ingress.keys.file=src/test/keys/keys.json",
                        "-Daguacero.ingress.hop.router=127.0.0.1:" + routerPort,
                        "-Daguacero.ingress.tokens.refetch-pause=100ms",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("AGUACERO_TOKENS_ISSUER", issuer.uri());
        builder.environment().put("AGUACERO_TOKENS_AUDIENCE", LocalIssuer.AUDIENCE);
        builder.environment().put("AGUACERO_TOKENS_KINDS", "weather.tweet");
        process = builder.start();
        return awaited(() -> {
            try {
                Matcher matcher = LISTENING.matcher(Files.readString(log));
                return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static <T> T awaited(Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() - end < 0) {
            Optional<T> value = attempt.get();
            if (value.isPresent()) {
                return value.get();
            }
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                    .join();
        }
        throw new AssertionError("not within " + PATIENCE_SECONDS + " seconds");
    }

    private static Reply sent(URI base, TestToken token) {
        return new Door(base, List.of(token.header())).post("/v1/tweets", JSON, Door.TWEET);
    }

    private static Reply answered(URI base, TestToken token, int status) {
        return awaited(() -> Optional.of(sent(base, token)).filter(reply -> reply.status() == status));
    }

    @Test
    void itsTokensLetInAndNothingElseThatLooksLikeOneAlsoWhileItIsAway() throws IOException {
        URI base = started();
        try (ScriptedRouter router = ScriptedRouter.reached(routerPort, new Door(base));
                LocalIssuer stranger = new LocalIssuer()) {
            var unused = answered(base, issuer.token(), 202);
            EventEnvelope event = router.received().getLast();
            assertEquals("acme sub:agent-1", event.getTenant() + " " + event.getSender());
            assertEquals(202, sent(base, issuer.token().without("kinds")).status());

            router.answers(ScriptedRouter.STORED);
            List<String> wrong = new ArrayList<>();
            TokenAttacks.of(issuer, stranger).forEach((name, attack) -> {
                Reply reply = new Door(base, List.of("Bearer " + attack.token())).post("/v1/tweets", JSON, Door.TWEET);
                if (reply.status() != 401 || !reply.code().equals(attack.code())) {
                    wrong.add(name + ": " + reply.status() + " " + reply.code());
                }
            });
            assertEquals(List.of(), wrong);
            assertEquals(List.of(), router.received());

            TestToken rotated = issuer.rotated("next");
            assertEquals(202, answered(base, rotated, 202).status());
            router.answers(ScriptedRouter.STORED);

            issuer.leave();
            assertEquals(
                    "token-invalid",
                    sent(base, issuer.token().header("kid", "later")).code());
            assertEquals(List.of(), router.received());
            assertEquals(202, sent(base, issuer.token().claim("sub", "agent-2")).status());
            assertEquals("sub:agent-2", router.received().getLast().getSender());
        }
        assertFalse(Files.readString(folder.resolve("log")).contains("eyJ"), "a token is in the log");
    }

    @Test
    void aDoorThatStartsWhileItIsAwayServesKeysAndTakesTokensOnceItIsBack() throws IOException {
        issuer.leave();
        URI base = started();
        try (ScriptedRouter router = ScriptedRouter.reached(routerPort, new Door(base))) {
            assertEquals(
                    202, new Door(base).post("/v1/tweets", JSON, Door.TWEET).status());
            router.answers(ScriptedRouter.STORED);
            Reply reply = sent(base, issuer.token());
            assertEquals("503 issuer-away", reply.status() + " " + reply.code());
            assertTrue(Integer.parseInt(reply.header("retry-after")) >= 1);
            assertEquals(List.of(), router.received());

            issuer.comeBack();
            var unused = answered(base, issuer.token(), 202);
        }
    }
}
