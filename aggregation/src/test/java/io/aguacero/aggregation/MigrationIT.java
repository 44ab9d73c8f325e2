package io.aguacero.aggregation;

import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.store.Migration;
import io.aguacero.aggregation.store.MigrationConfig;
import io.aguacero.aggregation.store.MigrationUser;
import io.aguacero.aggregation.store.OpenReply;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.identity.CertifiedServer;
import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.users.LocalUsers;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions come into a store that has lost them, though the consumer's own user may not load any. */
class MigrationIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int PORT = FreePorts.next();

    @TempDir
    static Path directory;

    private static LocalAuthority authority;
    private static LocalUsers users;
    private static LocalValkey valkey;
    private static Vertx vertx;
    private static Redis consumer;

    /** As the service's settings say it. */
    private record Settings(Optional<String> hosts, Optional<Path> authorityFile, Optional<String> masterName)
            implements MigrationConfig {}

    @BeforeAll
    static void start() {
        authority = new LocalAuthority(directory.resolve("identity"), Clock.systemUTC());
        users = LocalUsers.overTls(directory.resolve("users"), authority);
        valkey = LocalValkey.withUsers(directory.resolve("valkey"), PORT, LocalValkey.MEMORY_MEBIBYTES, users.valkey());
        valkey.start();
        vertx = Vertx.vertx();
        consumer = client("kafka-consumer");
    }

    @AfterAll
    static void stop() {
        consumer.close();
        await(vertx.close().toCompletionStage());
        valkey.close();
    }

    @BeforeEach
    void loseTheFunctions() {
        Redis operator = client(LocalUsers.OPERATOR);
        var unused =
                await(operator.send(Request.cmd(Command.FUNCTION).arg("FLUSH")).toCompletionStage());
        operator.close();
    }

    @Test
    void whoMayLoadFunctionsLoadsThemForWhoMayOnlyCallThem() {
        String migration = users.valkey().uri(LocalUsers.MIGRATION, PORT);

        assertEquals(new OpenReply.Empty(), open(Optional.of(migration)));
    }

    @Test
    void withoutSuchAUserTheRefusalIsSaid() {
        OpenReply.Down down = assertInstanceOf(OpenReply.Down.class, open(Optional.empty()));

        assertTrue(down.reason().startsWith("NOPERM "), down::reason);
    }

    @Test
    void aWrongPasswordIsSaidAndNoneIsTold() {
        OpenReply.Down down = assertInstanceOf(
                OpenReply.Down.class, open(Optional.of("rediss://migration:guessed@127.0.0.1:" + PORT)));

        assertTrue(down.reason().startsWith("WRONGPASS ") && !down.reason().contains("guessed"), down::reason);
    }

    @ParameterizedTest
    @CsvSource({"localhost, false", "another.example, true"})
    void aStoreThatNobodyVouchesForOrThatHasAnotherNameIsToldNoPassword(String name, boolean known) {
        Path another = directory.resolve("another-" + name);
        try (CertifiedServer other = new CertifiedServer(another, name)) {
            Settings settings = new Settings(
                    Optional.of("rediss://migration:secret@localhost:" + other.port()),
                    Optional.of(known ? other.authority() : authority.certificate()),
                    Optional.empty());

            assertInstanceOf(OpenReply.Down.class, open(settings));

            assertFalse(other.believed());
        }
    }

    @Test
    void aFileOfAuthoritiesThatIsNotThereRefusesTheStart() {
        Settings settings = new Settings(Optional.empty(), Optional.of(directory.resolve("nowhere")), Optional.empty());

        var refused = assertThrows(IllegalArgumentException.class, () -> open(settings));

        assertTrue(String.valueOf(refused.getMessage()).startsWith("some.migration.authority-file can't be used: "));
    }

    private static OpenReply open(Optional<String> hosts) {
        return open(new Settings(hosts, Optional.of(authority.certificate()), Optional.empty()));
    }

    private static OpenReply open(Settings settings) {
        Migration migration = MigrationUser.of("some.migration", settings, vertx, consumer);
        return await(new ShardStore(consumer, migration, DeliveryPath.KAFKA, 0).open("a", DEADLINE, DEADLINE));
    }

    private static Redis client(String user) {
        return Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(users.valkey().uri(user, PORT))
                        .setNetClientOptions(new NetClientOptions()
                                .setSsl(true)
                                .setHostnameVerificationAlgorithm("HTTPS")
                                .setTrustOptions(new PemTrustOptions()
                                        .addCertPath(authority.certificate().toString()))));
    }
}
