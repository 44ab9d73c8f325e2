package io.aguacero.simulation.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.LocalValkey;
import io.aguacero.simulation.Simulator;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated Valkey is held to a real one: the calls of whole simulated runs, on both, with the same answers and keys. */
class ScriptComparisonST {
    private static final int RUNS = 12;
    private static final int PREFIX = 2;
    private static final int VERSION = 3;
    private static final int LEASE = 5;
    /** Over at once, or not over while this test runs: nothing depends on how fast that is. */
    private static final List<String> LEASES = List.of("0", "3600000");

    @TempDir
    Path directory;

    @Test
    void theSameCallsHaveTheSameAnswersAndLeaveTheSameKeys() throws Exception {
        List<List<String>> calls = new ArrayList<>();
        Simulator simulator = new Simulator(List.of(), UnaryOperator.identity(), calls::add);
        for (long seed = 1; seed <= RUNS; seed++) {
            int first = calls.size();
            assertEquals(List.of(), simulator.run(seed));
            String lease = LEASES.get((int) (seed % LEASES.size()));
            for (int i = first; i < calls.size(); i++) {
                calls.set(i, ownKeysAndLease(calls.get(i), seed, lease));
            }
        }
        Set<String> outcomes = new TreeSet<>();
        Keys keys = new Keys(() -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        String source = source(calls.getFirst().get(VERSION));
        Script script = new Script(source);
        LocalValkey server = new LocalValkey(directory);
        server.start();
        Vertx vertx = Vertx.vertx();
        try {
            Real real = new Real(Redis.createClient(
                    vertx,
                    new RedisOptions()
                            .setConnectionString(server.redisUri())
                            .setPreferredProtocolVersion(ProtocolVersion.RESP2)));
            real.call(List.of("FUNCTION", "LOAD", "REPLACE", source));
            for (List<String> call : calls) {
                Object expected = real.call(prepended("FCALL", call));
                assertEquals(expected, answer(simulated(script, keys, call)), () -> String.join(" ", call));
                outcomes.add(call.getFirst() + " " + (expected instanceof List<?> list ? list.getFirst() : expected));
            }
            assertEquals(dump(real::call), dump(command -> simulated(keys, command)));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            server.stop();
        }
        assertTrue(
                outcomes.containsAll(Set.of(
                        "aguacero_open OK",
                        "aguacero_open BUSY",
                        "aguacero_apply OK",
                        "aguacero_apply KNOWN",
                        "aguacero_apply SEEN")),
                () -> "too little was compared: " + outcomes);
    }

    private static List<String> ownKeysAndLease(List<String> call, long seed, String lease) {
        List<String> own = new ArrayList<>(call);
        own.set(PREFIX, own.get(PREFIX) + ":" + seed);
        own.set(LEASE, lease);
        return own;
    }

    private static String source(String version) throws IOException {
        try (InputStream script =
                ScriptComparisonST.class.getResourceAsStream("/io/aguacero/aggregation/store/aguacero.lua")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8).replace("@VERSION@", version);
        }
    }

    private static Object simulated(Script script, Keys keys, List<String> call) {
        int names = Integer.parseInt(call.get(1));
        return switch (script.call(
                keys, call.get(0), call.subList(2, 2 + names), call.subList(2 + names, call.size()))) {
            case Script.Outcome.Answer(Object value) -> value;
            case Script.Outcome.Refusal(String message) -> refusal(message);
        };
    }

    /** TYPE and KEYS, which the script doesn't use, beside what it does. */
    private static Object simulated(Keys keys, List<String> command) {
        Map<String, Object> all = keys.copy();
        return switch (command.getFirst()) {
            case "KEYS" -> List.copyOf(all.keySet());
            case "TYPE" ->
                Map.of("Hash", "hash", "Sorted", "zset", "Members", "set")
                        .get(all.get(command.get(1)).getClass().getSimpleName());
            default -> keys.call(command);
        };
    }

    /** When a lease ends is the clock's matter. */
    private static @Nullable Object answer(@Nullable Object answer) {
        return answer instanceof List<?> list && !list.isEmpty() && "BUSY".equals(list.getFirst())
                ? List.of("BUSY")
                : answer;
    }

    private static String refusal(String message) {
        return "refused: " + message.split(" ", 2)[0];
    }

    private static Map<String, Object> dump(Function<List<String>, @Nullable Object> server) {
        Map<String, Object> dump = new TreeMap<>();
        for (Object key : (List<?>) server.apply(List.of("KEYS", "*"))) {
            String name = key.toString();
            dump.put(
                    name,
                    switch (String.valueOf(server.apply(List.of("TYPE", name)))) {
                        case "hash" -> withoutClock(pairs((List<?>) server.apply(List.of("HGETALL", name))));
                        case "set" -> new HashSet<>((List<?>) server.apply(List.of("SMEMBERS", name)));
                        case "zset" -> server.apply(List.of("ZRANGE", name, "0", "-1", "WITHSCORES"));
                        default -> throw new IllegalStateException("a key of another type: " + name);
                    });
        }
        return dump;
    }

    private static Map<Object, Object> pairs(List<?> flat) {
        Map<Object, Object> pairs = new HashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.put(flat.get(i), flat.get(i + 1));
        }
        return pairs;
    }

    private static Map<Object, Object> withoutClock(Map<Object, Object> position) {
        position.remove("until");
        return position;
    }

    private static List<String> prepended(String first, List<String> rest) {
        List<String> all = new ArrayList<>(rest);
        all.addFirst(first);
        return all;
    }

    /** A real server; answers in the simulated one's terms. */
    private record Real(Redis client) {
        @Nullable
        Object call(List<String> command) {
            Request request = Request.cmd(Command.create(command.getFirst()));
            command.subList(1, command.size())
                    .forEach(argument -> request.arg(Buffer.buffer(argument.getBytes(StandardCharsets.ISO_8859_1))));
            try {
                return answer(value(client.send(request)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()));
            } catch (CompletionException e) {
                return refusal(e.getCause().getMessage());
            }
        }

        private static @Nullable Object value(@Nullable Response response) {
            if (response == null) {
                return null;
            }
            if (response.type() == ResponseType.MULTI) {
                List<@Nullable Object> values = new ArrayList<>();
                response.forEach(one -> values.add(value(one)));
                return values;
            }
            return switch (response.type()) {
                case NUMBER -> response.toLong();
                case BULK -> response.toString(StandardCharsets.ISO_8859_1);
                default -> response.toString();
            };
        }
    }
}
