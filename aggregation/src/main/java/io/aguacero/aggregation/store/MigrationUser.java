package io.aguacero.aggregation.store;

import io.aguacero.contracts.trust.AuthorityFile;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A user of its own, which may load functions and nothing else: each time by a connection that is closed again. */
public final class MigrationUser implements Migration {
    private static final int CONNECT_MILLIS = 5_000;

    private final Vertx vertx;
    private final RedisOptions options;

    private MigrationUser(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /**
     * Who loads the functions by these settings.
     *
     * @param prefix of the settings' names
     * @param own the service's client, whose user does where there is no other
     * @throws IllegalArgumentException naming the setting, if the file of authorities can't be used
     */
    public static Migration of(String prefix, MigrationConfig config, Vertx vertx, Redis own) {
        var unused = new AuthorityFile(prefix + ".authority-file", config.authorityFile());
        return config.hosts()
                .<Migration>map(hosts -> new MigrationUser(vertx, options(List.of(hosts.split(",", -1)), config)))
                .orElseGet(() -> Migration.by(own));
    }

    private static RedisOptions options(List<String> hosts, MigrationConfig config) {
        RedisOptions options = new RedisOptions();
        NetClientOptions socket = options.getNetClientOptions();
        socket.setConnectTimeout(CONNECT_MILLIS)
                .setSsl(hosts.getFirst().startsWith("rediss:"))
                // By itself this client takes a certificate for any name.
                .setHostnameVerificationAlgorithm("HTTPS");
        config.authorityFile()
                .ifPresent(file -> socket.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        hosts.forEach(options::addConnectionString);
        config.masterName()
                .ifPresent(name -> options.setType(RedisClientType.SENTINEL)
                        .setRole(RedisRole.MASTER)
                        .setMasterName(name));
        return options;
    }

    @Override
    public CompletionStage<Void> load() {
        Redis client = Redis.createClient(vertx, options);
        return client.send(FunctionLibrary.INSTANCE.load())
                .<Void>mapEmpty()
                .onComplete(loaded -> client.close())
                .toCompletionStage();
    }
}
