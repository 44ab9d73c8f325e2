package io.aguacero.simulation.store;

import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store as its clients see it: calls get lost, answers get lost, calls come late, the store is set back. */
public final class Valkey implements Redis {
    private final Timeline timeline;
    private final Faults faults;
    private final Function<String, Script> compiler;
    private final Keys keys;
    private @Nullable Script library;
    private Map<String, Object> replica = Map.of();
    private Consumer<List<String>> calls = call -> {};

    /**
     * An empty one, without a library.
     *
     * @param compiler makes a library of the text that a client loads
     */
    public Valkey(Timeline timeline, Faults faults, Function<String, Script> compiler) {
        this.timeline = timeline;
        this.faults = faults;
        this.compiler = compiler;
        this.keys = new Keys(() -> 1_800_000_000_000_000L + timeline.now() / 1_000);
    }

    /** Lets somebody hear the arguments of each function call that arrives. */
    public void tell(Consumer<List<String>> listener) {
        calls = listener;
    }

    /** What it holds. */
    public Keys keys() {
        return keys;
    }

    /** A replica takes over what there is. */
    public void replicate() {
        replica = keys.copy();
    }

    /** The replica becomes the store: what came since is gone. */
    public void failOver() {
        timeline.note("the store falls back to its replica");
        keys.restore(replica);
        library = timeline.random().nextBoolean() ? library : null;
    }

    /** Everything is gone. */
    public void empty() {
        timeline.note("the store is emptied");
        keys.restore(Map.of());
        replica = Map.of();
        library = null;
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
        Promise<@Nullable Response> answer = Promise.promise();
        Process client = timeline.process();
        if (!client.alive()) {
            return answer.future();
        }
        if (faults.happens("store unreachable")) {
            timeline.after(faults.micros(50, 500), () -> answer.tryFail("connection refused"));
        } else if (faults.happens("store call lost")) {
            timeline.note("a call of the store gets lost");
        } else {
            timeline.outside(faults.latency("store call late", 1_000), () -> serve(request, client, answer));
        }
        return answer.future();
    }

    private void serve(Request request, Process client, Promise<@Nullable Response> answer) {
        Response response = served(request);
        if (response instanceof ErrorType error) {
            timeline.note("the store refuses: " + error.getMessage());
        }
        if (faults.happens("store answer lost")) {
            timeline.note("an answer of the store gets lost: " + response);
            return;
        }
        timeline.in(client, faults.latency("store answer late", 1_000), () -> {
            boolean unused = response instanceof ErrorType error ? answer.tryFail(error) : answer.tryComplete(response);
        });
    }

    private @Nullable Response served(Request request) {
        List<String> arguments = arguments(request);
        String command = request.command().toString().toUpperCase(java.util.Locale.ROOT);
        if (faults.happens("store out of memory") && command.equals("FCALL")) {
            return ErrorType.create("OOM command not allowed when used memory > 'maxmemory'.");
        }
        if (command.equals("FUNCTION")) {
            library = compiler.apply(arguments.getLast());
            return SimpleStringType.create("aguacero");
        }
        if (!command.equals("FCALL") && !command.equals("FCALL_RO")) {
            arguments.addFirst(command);
            return response(keys.call(arguments));
        }
        Script script = library;
        if (script == null) {
            return ErrorType.create("ERR Function not found");
        }
        calls.accept(arguments);
        int names = Integer.parseInt(arguments.get(1));
        Script.Outcome outcome = script.call(
                keys,
                arguments.get(0),
                arguments.subList(2, 2 + names),
                arguments.subList(2 + names, arguments.size()));
        return switch (outcome) {
            case Script.Outcome.Answer(Object value) -> response(value);
            case Script.Outcome.Refusal(String message) -> ErrorType.create(message);
        };
    }

    private static @Nullable Response response(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Long number -> NumberType.create(number);
            case String text -> BulkType.create(Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1)), false);
            case List<?> list -> {
                MultiType multi = MultiType.create(list.size(), false);
                list.forEach(one -> multi.add(response(one)));
                yield multi;
            }
            default -> throw new IllegalStateException("no answer of a command");
        };
    }

    /** The client keeps a request's arguments to itself. */
    static List<String> arguments(Request request) {
        try {
            Method getter = request.getClass().getDeclaredMethod("getArgs");
            getter.setAccessible(true);
            List<String> texts = new java.util.ArrayList<>();
            for (Object argument : (List<?>) getter.invoke(request)) {
                texts.add(new String((byte[]) argument, StandardCharsets.ISO_8859_1));
            }
            return texts;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("another version of the client?", e);
        }
    }

    @Override
    public Redis connect(Handler<io.vertx.core.AsyncResult<RedisConnection>> handler) {
        throw new UnsupportedOperationException("isn't simulated");
    }

    @Override
    public Future<RedisConnection> connect() {
        throw new UnsupportedOperationException("isn't simulated");
    }

    @Override
    public void close() {}

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> requests) {
        throw new UnsupportedOperationException("isn't simulated");
    }
}
