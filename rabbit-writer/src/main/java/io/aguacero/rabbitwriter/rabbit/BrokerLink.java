package io.aguacero.rabbitwriter.rabbit;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.trust.AuthorityFile;
import io.aguacero.rabbitwriter.BrokerState;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that connects, publishes what waits, and connects again. The client's own recovery is off: it knows
 * nothing of what was in flight.
 */
final class BrokerLink {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    private static final long IDLE_MILLIS = 50;

    private final BlockingQueue<Publication> waiting;
    private final Consumer<BrokerState.Foreign> refuse;
    private final StreamSetup streams;
    private final ConnectionFactory factory;
    private final AuthorityFile authority;
    private final long backoffMaxMillis;
    private final Thread thread = new Thread(this::run, "rabbit-publisher");
    // Flushes a dying connection, so that nobody waits for a socket that takes nothing.
    private final ExecutorService dying = Executors.newSingleThreadExecutor(run -> {
        Thread flusher = new Thread(run, "rabbit-connection-end");
        flusher.setDaemon(true);
        return flusher;
    });
    private volatile BrokerState state = new BrokerState.Down("not connected yet");
    private volatile boolean closing;
    private volatile long closeBy;
    private volatile @Nullable Socket socket;
    private volatile @Nullable Session current;

    BrokerLink(RabbitWriterConfig config, BlockingQueue<Publication> waiting, Consumer<BrokerState.Foreign> refuse) {
        this.waiting = waiting;
        this.refuse = refuse;
        this.streams = new StreamSetup(config.shards(), config.retention());
        this.backoffMaxMillis = config.link().backoffMax().toMillis();
        this.factory = factory(config);
        this.authority = new AuthorityFile("aguacero.rabbit-writer.authority-file", config.authorityFile());
    }

    private ConnectionFactory factory(RabbitWriterConfig config) {
        ConnectionFactory made = new ConnectionFactory();
        try {
            made.setUri(config.uri());
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException("aguacero.rabbit-writer.uri isn't an AMQP address", e);
        }
        int timeoutMillis = Math.toIntExact(config.link().connectTimeout().toMillis());
        made.setAutomaticRecoveryEnabled(false);
        made.setTopologyRecoveryEnabled(false);
        made.setConnectionTimeout(timeoutMillis);
        made.setHandshakeTimeout(timeoutMillis);
        made.setChannelRpcTimeout(timeoutMillis);
        made.setRequestedHeartbeat(Math.toIntExact(config.link().heartbeat().toSeconds()));
        made.setShutdownExecutor(dying);
        made.setSocketConfigurator(opened -> {
            opened.setTcpNoDelay(true);
            socket = opened;
        });
        // After the configurator, to which it is added.
        made.enableHostnameVerification();
        return made;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    BrokerState state() {
        return state;
    }

    private void run() {
        long backoff = 0;
        while (!closing && !(state instanceof BrokerState.Foreign)) {
            boolean wasUp = false;
            try {
                pause(backoff);
                wasUp = connectAndPublish();
            } catch (IOException | TimeoutException | RuntimeException e) {
                down(e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                // Only close() interrupts.
                down("stopped");
            }
            refuseWaiting();
            backoff = wasUp ? backoffMaxMillis / 16 : Math.clamp(backoff * 2, backoffMaxMillis / 16, backoffMaxMillis);
        }
    }

    /** Whether it came as far as publishing. Returns when the connection is lost, or all is done at the close. */
    private boolean connectAndPublish() throws IOException, TimeoutException, InterruptedException {
        Connection connection = connect();
        try {
            Optional<String> foreign = streams.ensure(connection);
            if (foreign.isPresent()) {
                BrokerState.Foreign found = new BrokerState.Foreign(foreign.get());
                state = found;
                refuse.accept(found);
                return false;
            }
            Socket own = socket;
            Session session = new Session(connection, reason -> ended(own, reason), this::down);
            connection.addBlockedListener(new Blocking(session));
            current = session;
            up();
            publishUntilTheEnd(session);
            return true;
        } finally {
            current = null;
            connection.abort(1_000);
        }
    }

    private Connection connect() throws IOException, TimeoutException {
        if (factory.isSSL()) {
            // The client's own way believes any certificate.
            factory.useSslProtocol(authority.context());
        }
        return factory.newConnection("aguacero rabbit-writer");
    }

    private void publishUntilTheEnd(Session session) throws InterruptedException {
        while (session.open() && !done(session)) {
            Publication next = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null && session.misrouted()) {
                next.giveUp("a stream is missing");
            } else if (next != null) {
                session.publish(next);
            }
        }
        session.abort();
    }

    private boolean done(Session session) {
        boolean allAnswered = waiting.isEmpty() && session.unconfirmed() == 0;
        return (session.misrouted() && allAnswered) || (closing && (allAnswered || System.nanoTime() - closeBy >= 0));
    }

    /** Looks whether the broker confirms what it has; by another thread than the publisher's, which may hang. */
    void watch(long silenceNanos) {
        Session session = current;
        if (session == null || !session.silent(System.nanoTime(), silenceNanos)) {
            return;
        }
        if (state instanceof BrokerState.Blocked) {
            // A new connection wouldn't be told of the alarm before it publishes: this one is kept.
            session.lost();
        } else {
            ended(socket, "it confirms nothing");
            session.lost();
        }
    }

    private void refuseWaiting() {
        for (Publication left = waiting.poll(); left != null; left = waiting.poll()) {
            left.giveUp("RabbitMQ is down");
        }
    }

    private void pause(long millis) throws InterruptedException {
        // Nothing comes in while the link is down; what slipped in before is refused right after the pause.
        Publication slipped = waiting.poll(millis, TimeUnit.MILLISECONDS);
        if (slipped != null) {
            slipped.giveUp("RabbitMQ is down");
        }
    }

    /** Called by the connection's thread, while the publisher may hang in a write to a peer that takes nothing. */
    private void ended(@Nullable Socket own, String reason) {
        if (own == socket) {
            down(reason);
        }
        if (own != null) {
            try {
                own.close();
            } catch (IOException e) {
                LOG.debug("rabbitmq socket close failed", e);
            }
        }
    }

    private void up() {
        state = new BrokerState.Up();
        LOG.info("rabbitmq connected");
    }

    private void down(String reason) {
        if (!(state instanceof BrokerState.Down)) {
            LOG.warn("rabbitmq lost, reason={}", reason);
        }
        state = new BrokerState.Down(reason);
    }

    /** Lets what is in hand be answered, within a time, and disconnects. */
    void close(long withinNanos) {
        closeBy = System.nanoTime() + withinNanos;
        closing = true;
        try {
            if (!thread.join(Duration.ofNanos(withinNanos).plusSeconds(1))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var unused = dying.shutdownNow();
    }

    /** The broker's alarm of memory or disk. */
    private final class Blocking implements BlockedListener {
        private final Session session;

        private Blocking(Session session) {
            this.session = session;
        }

        @Override
        public void handleBlocked(String reason) {
            LOG.warn("rabbitmq blocked, reason={}", reason);
            state = new BrokerState.Blocked(reason);
            refuseWaiting();
        }

        @Override
        public void handleUnblocked() {
            LOG.info("rabbitmq unblocked");
            if (session.open()) {
                state = new BrokerState.Up();
            }
        }
    }
}
