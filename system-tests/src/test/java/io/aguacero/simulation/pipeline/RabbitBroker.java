package io.aguacero.simulation.pipeline;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.simulation.kernel.Controlled;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** RabbitMQ as its client shows it: connections, confirming channels, and streams behind one exchange. */
public final class RabbitBroker {
    private static @Nullable RabbitBroker current;

    private final Timeline timeline;
    private final Faults faults;
    private final Attempts attempts;
    private final List<SimulatedLog> streams;
    private final List<Link> links = new ArrayList<>();
    private long downUntil;

    RabbitBroker(World world, List<SimulatedLog> streams) {
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.attempts = world.attempts();
        this.streams = streams;
        current = this;
    }

    /** In place of {@link ConnectionFactory#newConnection(String)}. */
    public static Connection connect(ConnectionFactory factory, String name) throws IOException, InterruptedException {
        RabbitBroker broker = current;
        if (broker == null) {
            throw new IllegalStateException("no simulation is running");
        }
        Controlled.sleep(1 + broker.timeline.random().nextInt(5));
        if (broker.timeline.now() < broker.downUntil || broker.faults.happens("RabbitMQ refuses connections")) {
            throw new IOException("connection refused");
        }
        Link link = broker.new Link(broker.timeline.process());
        broker.links.add(link);
        factory.getSocketConfigurator().configure(link.socket);
        return link.connection;
    }

    /** Takes the broker away for a while. */
    void down(long nanos) {
        timeline.note("RabbitMQ is away");
        downUntil = timeline.now() + nanos;
        loseConnections();
    }

    /** Cuts every connection. */
    void loseConnections() {
        timeline.note("RabbitMQ's connections are cut");
        List.copyOf(links).forEach(link -> timeline.in(link.client, 0, link::cut));
    }

    /** Raises the alarm of memory for a while. */
    void block(long nanos) {
        for (Link link : links) {
            timeline.in(link.client, 0, () -> link.blocked.forEach(one -> quietly(() -> one.handleBlocked("memory"))));
            timeline.in(link.client, nanos, () -> link.blocked.forEach(one -> quietly(one::handleUnblocked)));
        }
    }

    private interface Listening {
        void hear() throws IOException;
    }

    private static void quietly(Listening listener) {
        try {
            listener.hear();
        } catch (IOException e) {
            throw new IllegalStateException("a listener failed", e);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                RabbitBroker.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == arguments[0];
                        case "toString" -> "simulated " + type.getSimpleName();
                        default -> handler.invoke(proxy, method, arguments);
                    };
                }));
    }

    /** One connection, with its channels. */
    private final class Link {
        private final Process client;
        private final List<BlockedListener> blocked = new ArrayList<>();
        private final List<Confirming> channels = new ArrayList<>();
        private final Connection connection;
        /** Whoever closes it cuts the connection. */
        private final Socket socket = new Socket() {
            @Override
            public void setTcpNoDelay(boolean on) {}

            @Override
            public void close() {
                timeline.in(client, 0, Link.this::cut);
            }
        };

        private boolean open = true;

        Link(Process client) {
            this.client = client;
            this.connection = proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "createChannel" -> channel();
                case "addBlockedListener" -> blocked.add((BlockedListener) arguments[0]) ? null : null;
                case "abort", "close" -> cut();
                case "isOpen" -> open;
                default -> throw new UnsupportedOperationException(method.toString());
            });
        }

        private Channel channel() throws IOException {
            if (!open) {
                throw new IOException("the connection is closed");
            }
            Confirming channel = new Confirming(this);
            channels.add(channel);
            return channel.channel;
        }

        /** As by either side: whoever listens hears of it once. */
        private @Nullable Object cut() {
            if (open) {
                open = false;
                links.remove(this);
                ShutdownSignalException signal = new ShutdownSignalException(true, false, null, this);
                for (Confirming channel : channels) {
                    channel.shutdown.forEach(one -> one.shutdownCompleted(signal));
                }
            }
            return null;
        }
    }

    /** One channel, and what became of each message. */
    private final class Confirming {
        private final Link link;
        private final Channel channel;
        private final List<ConfirmListener> confirms = new ArrayList<>();
        private final List<ReturnCallback> returns = new ArrayList<>();
        private final List<ShutdownListener> shutdown = new ArrayList<>();
        /** Published without a confirm; true once the broker has it. */
        private final TreeMap<Long, Boolean> unconfirmed = new TreeMap<>();

        private long sequence = 1;

        Confirming(Link link) {
            this.link = link;
            this.channel = proxy(Channel.class, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "addConfirmListener" -> confirms.add((ConfirmListener) arguments[0]);
                    case "addReturnListener" -> returns.add((ReturnCallback) arguments[0]);
                    case "addShutdownListener" -> shutdown.add((ShutdownListener) arguments[0]);
                    case "getNextPublishSeqNo" -> {
                        return sequence;
                    }
                    case "isOpen" -> {
                        return link.open;
                    }
                    case "queueDeclarePassive" -> exists((String) arguments[0]);
                    case "basicPublish" ->
                        publish((String) arguments[1], (BasicProperties) arguments[3], (byte[]) arguments[4]);
                    case "exchangeDeclare", "queueDeclare", "queueBind", "confirmSelect", "close", "abort" -> {}
                    default -> throw new UnsupportedOperationException(method.toString());
                }
                return null;
            });
        }

        private void exists(String queue) throws IOException {
            if (queue.equals(Names.eventsStream(streams.size()))) {
                AMQP.Channel.Close missing = new AMQP.Channel.Close.Builder()
                        .replyCode(AMQP.NOT_FOUND)
                        .replyText("NOT_FOUND - no queue 'absent' in vhost '/'")
                        .classId(0)
                        .methodId(0)
                        .build();
                throw new IOException(new ShutdownSignalException(false, false, missing, this));
            }
        }

        private void publish(String key, BasicProperties properties, byte[] body)
                throws IOException, InterruptedException {
            if (!link.client.alive()) {
                return;
            }
            if (!link.open) {
                throw new AlreadyClosedException(new ShutdownSignalException(true, false, null, this));
            }
            long number = sequence++;
            unconfirmed.put(number, false);
            boolean arrives = timeline.now() >= downUntil && !faults.happens("RabbitMQ message lost");
            if (arrives) {
                timeline.outside(
                        faults.latency("RabbitMQ append late", 1_500), () -> append(number, key, properties, body));
            }
            if (faults.happens("RabbitMQ publish blocks")) {
                Controlled.sleep(10 + timeline.random().nextInt(900));
            }
            if (!link.open || faults.happens("RabbitMQ publish fails")) {
                throw new IOException("broken pipe");
            }
        }

        private void append(long number, String key, BasicProperties properties, byte[] body) {
            if (faults.happens("RabbitMQ nack")) {
                answer(() -> {
                    if (unconfirmed.remove(number) != null) {
                        confirms.forEach(one -> quietly(() -> one.handleNack(number, false)));
                    }
                });
                return;
            }
            boolean returned = faults.happens("RabbitMQ return");
            if (!returned) {
                List<EventEnvelope> events = attempts.of(properties, body);
                streams.get(Integer.parseInt(key))
                        .append(events, offset -> Decoders.rabbitmq(stored(properties, body, offset)));
            }
            if (!faults.happens("RabbitMQ confirm lost")) {
                Return message = new Return(312, "NO_ROUTE", Names.EVENTS_EXCHANGE, key, properties, body);
                answer(() -> confirm(number, returned ? message : null));
            }
        }

        private void confirm(long number, @Nullable Return message) {
            if (!unconfirmed.containsKey(number)) {
                return;
            }
            if (message != null) {
                returns.forEach(one -> one.handle(message));
            }
            unconfirmed.put(number, message == null);
            // Several at once only where all of them are there; one that came back is confirmed right after its return.
            boolean several = message == null
                    && unconfirmed.headMap(number).values().stream().allMatch(Boolean::booleanValue)
                    && timeline.random().nextBoolean();
            if (message == null && !several && timeline.random().nextInt(4) == 0) {
                // Kept back: a later confirm of several covers it, or this one.
                timeline.in(link.client, faults.micros(500, 20_000), () -> acknowledge(number, false));
            } else {
                acknowledge(number, several);
            }
        }

        private void acknowledge(long number, boolean several) {
            if (!link.open || !unconfirmed.containsKey(number)) {
                return;
            }
            if (several) {
                unconfirmed.headMap(number, true).clear();
            } else {
                unconfirmed.remove(number);
            }
            confirms.forEach(one -> quietly(() -> one.handleAck(number, several)));
        }

        /** What the connection's thread hears, if it is still there. */
        private void answer(Runnable heard) {
            timeline.in(link.client, faults.latency("RabbitMQ answer late", 1_500), () -> {
                if (link.open) {
                    heard.run();
                }
            });
        }
    }

    private static Delivery stored(BasicProperties properties, byte[] body, long offset) {
        Map<String, Object> headers = new HashMap<>();
        if (properties.getHeaders() != null) {
            headers.putAll(properties.getHeaders());
        }
        headers.put("x-stream-offset", offset);
        return new Delivery(
                new Envelope(offset, false, "", ""),
                properties.builder().headers(headers).build(),
                body);
    }
}
