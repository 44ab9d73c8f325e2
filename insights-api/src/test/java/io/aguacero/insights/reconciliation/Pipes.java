package io.aguacero.insights.reconciliation;

import com.google.protobuf.ByteString;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.aggregation.ApplyFollower;
import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.ApplyListener;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.ShardApplier;
import io.aguacero.aggregation.ShardStart;
import io.aguacero.aggregation.ShardStep;
import io.aguacero.aggregation.store.Migration;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.contracts.wire.EventPack;
import io.aguacero.contracts.wire.Fingerprint;
import io.aguacero.insights.NothingKept;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalValkey;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Both logs as the writers write them, and the store as the consumers fill it, at the test's pace. */
public final class Pipes implements AutoCloseable {
    static final int SHARDS = 2;
    private static final Path DIRECTORY =
            Path.of("target/pipes-" + ProcessHandle.current().pid());

    private final int shardCount;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final LocalKafka kafka = new LocalKafka(DIRECTORY.resolve("kafka"));
    private final LocalRabbitMq rabbit = new LocalRabbitMq(DIRECTORY.resolve("rabbitmq"));
    private final LocalValkey valkey = new LocalValkey(DIRECTORY.resolve("valkey"));
    private final Vertx vertx = Vertx.vertx();
    private final KindCatalog kinds = ((KindLoading.Loaded) KindCatalog.load(Path.of("src/test/kinds"))).catalog();
    private final Map<DeliveryPath, List<Shard>> shards = new EnumMap<>(DeliveryPath.class);
    private Redis redis;
    private Producer<byte[], byte[]> producer;
    private Connection connection;
    private Channel channel;

    /** For {@link #start()}. */
    Pipes() {
        this(SHARDS);
    }

    /** For {@link #open}. */
    public Pipes(int shardCount) {
        this.shardCount = shardCount;
    }

    /** On servers of its own. */
    void start() throws Exception {
        kafka.start();
        rabbit.start();
        valkey.start();
        open(kafka.bootstrapServers(), rabbit.amqpUri(), valkey.redisUri());
    }

    /** On servers that others have started, and end. */
    public void open(String bootstrapServers, String amqpUri, String redisUri) throws Exception {
        redis = Redis.createClient(vertx, redisUri);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(Names.EVENTS_TOPIC, shardCount, (short) 1)))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(amqpUri);
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
        for (int shard = 0; shard < shardCount; shard++) {
            channel.queueDeclare(Names.eventsStream(shard), true, false, false, Map.of("x-queue-type", "stream"));
        }
        for (DeliveryPath path : DeliveryPath.values()) {
            shards.put(
                    path,
                    IntStream.range(0, shardCount)
                            .mapToObj(shard -> new Shard(path, shard))
                            .toList());
        }
    }

    KindCatalog kinds() {
        return kinds;
    }

    Redis redis() {
        return redis;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    String amqpUri() {
        return rabbit.amqpUri();
    }

    LocalRabbitMq rabbit() {
        return rabbit;
    }

    /** An event accepted a second after its time. */
    public static EventEnvelope event(String id, Instant time) {
        long micros = TimeUnit.SECONDS.toMicros(time.getEpochSecond());
        return EventEnvelope.newBuilder()
                .setTenant(Names.DEFAULT_TENANT)
                .setKind("weather.tweet")
                .setSource(Names.HTTP_SOURCE)
                .setId(id)
                .setTimeMicros(micros)
                .setAcceptedAtMicros(micros + 1_000_000)
                .setKey("mixco")
                .setPayload(ByteString.copyFromUtf8("{\"municipality\":\"mixco\",\"weather\":\"sunny\"}"))
                .build();
    }

    /** Has a path's log hold these, several in one message on RabbitMQ. */
    public void log(DeliveryPath path, EventEnvelope... events) throws Exception {
        int shard = new Shards(shardCount).shardOf(events[0]);
        if (path == DeliveryPath.KAFKA) {
            for (EventEnvelope event : events) {
                var sent = new ProducerRecord<>(
                        Names.EVENTS_TOPIC,
                        shard,
                        event.getKeyBytes().toByteArray(),
                        event.getPayload().toByteArray());
                CloudEventHeaders.write(
                        event, (name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
                producer.send(sent).get();
                shards.get(path).get(shard).add(List.of(event));
            }
            return;
        }
        List<EventEnvelope> all = List.of(events);
        Map<String, Object> headers = new HashMap<>();
        if (all.size() == 1) {
            CloudEventHeaders.write(all.getFirst(), headers::put);
            CloudEventHeaders.writeKey(all.getFirst(), headers::put);
        }
        channel.basicPublish(
                "",
                Names.eventsStream(shard),
                new AMQP.BasicProperties.Builder()
                        .contentType(all.size() > 1 ? EventPack.CONTENT_TYPE : CloudEventHeaders.CONTENT_TYPE)
                        .headers(headers)
                        .build(),
                all.size() > 1
                        ? EventPack.encode(all)
                        : all.getFirst().getPayload().toByteArray());
        channel.waitForConfirmsOrDie(10_000);
        shards.get(path).get(shard).add(all);
    }

    /** Has both logs hold these. */
    public void logBoth(EventEnvelope... events) throws Exception {
        log(DeliveryPath.KAFKA, events);
        log(DeliveryPath.RABBITMQ, events);
    }

    /** How many records a path's log holds, in the shard that all events of one key are in. */
    int records(DeliveryPath path) {
        return shards.get(path).get(shardOfAll()).log.size();
    }

    /** Counts all that a path's log holds. */
    public void consume(DeliveryPath path) {
        shards.get(path).forEach(Shard::consume);
    }

    /** Counts all that both logs hold. */
    public void consume() {
        shards.keySet().forEach(this::consume);
    }

    /** What couldn't be counted; nothing has written it to a broker. */
    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** Changes the store behind everyone's back. */
    Response tamper(DeliveryPath path, String command, String key, String... arguments) {
        Request request =
                Request.cmd(Command.create(command)).arg("{" + path.storePrefix() + ":" + shardOfAll() + "}:g1:" + key);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return done(redis.send(request).toCompletionStage());
    }

    /** Makes the store forget an event's id, as if it had never been counted. */
    public void forgetId(DeliveryPath path, EventEnvelope event) {
        id(Command.SREM, path, event);
    }

    /** Makes the store know an event's id that it has never counted. */
    void rememberId(DeliveryPath path, EventEnvelope event) {
        id(Command.SADD, path, event);
    }

    private void id(Command command, DeliveryPath path, EventEnvelope event) {
        long bucket = event.getTimeMicros() / 1_000_000 / 300 * 300;
        Request request = Request.cmd(command)
                .arg("{" + path.storePrefix() + ":" + shardOfAll() + "}:g1:ids:weather.tweet:" + bucket)
                .arg(io.vertx.core.buffer.Buffer.buffer(EventIdentity.of(event)));
        if (done(redis.send(request).toCompletionStage()).toInteger() != 1) {
            throw new AssertionError("the store has it already so: " + event.getId());
        }
    }

    private int shardOfAll() {
        return new Shards(shardCount).shardOf(event("any", Instant.EPOCH));
    }

    static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws Exception {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
        if (connection != null) {
            connection.abort(1_000);
        }
        var unused = vertx.close();
        valkey.close();
        rabbit.close();
        kafka.close();
    }

    /** A shard as its consumer knows it: both logs give offsets one by one here. */
    private final class Shard implements ApplyListener {
        private final ShardApplier applier;
        private final List<LogRecord> log = new ArrayList<>();
        private int applied;

        Shard(DeliveryPath path, int shard) {
            ShardStore store = new ShardStore(redis, Migration.by(redis), path, shard);
            applier = new ShardApplier(
                    store,
                    NothingKept.rebuild(store, kinds, "pipes"),
                    kinds,
                    "pipes",
                    ApplyLimits.DEFAULT,
                    letter -> {
                        deadLetters.add(letter);
                        return CompletableFuture.completedStage(true);
                    },
                    this,
                    ApplyFollower.NONE,
                    InstantSource.system(),
                    Runnable::run);
            if (!(done(applier.open(new LogBounds(0, 0))) instanceof ShardStart.ReadFrom)) {
                throw new AssertionError("not opened");
            }
        }

        void add(List<EventEnvelope> events) {
            log.add(new LogRecord(
                    log.size(),
                    Fingerprint.of(
                            events.getFirst().getPayload().toByteArray(),
                            events.getFirst().getId(),
                            null),
                    events.stream()
                            .<DecodedEvent>map(DecodedEvent.Readable::new)
                            .toList()));
        }

        void consume() {
            List<LogRecord> rest = List.copyOf(log.subList(applied, log.size()));
            if (!rest.isEmpty() && !done(applier.apply(rest)).equals(new ShardStep.Applied(log.size()))) {
                throw new AssertionError("not applied");
            }
            applied = log.size();
        }

        @Override
        public void applied(String kind, int counted, int duplicates) {}

        @Override
        public void doorToStore(Duration elapsed) {}

        @Override
        public void deadLettered(String code) {}

        @Override
        public void position(long next) {}
    }
}
