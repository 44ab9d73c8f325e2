package io.aguacero.ingress.connection;

import io.aguacero.ingress.config.IngressConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Iterator;
import org.jboss.logging.Logger;

/**
 * Puts the gate before the door's public port. Neither Quarkus nor Vert.x offers a place before a connection is set up, so it
 * is put into Netty's pipeline of the socket that listens (ADR 0019). A door whose gate can't be put there ends.
 */
@Singleton
public class DoorConnections implements HttpServerOptionsCustomizer {
    private static final Logger LOG = Logger.getLogger(DoorConnections.class);

    private final Vertx vertx;
    private final HttpServer server;
    private final ConnectionLimits limits;
    private final ConnectionMeters meters;

    DoorConnections(Vertx vertx, HttpServer server, IngressConfig config, MeterRegistry registry) {
        this.vertx = vertx;
        this.server = server;
        this.limits = ConnectionLimits.of(config.connections());
        this.meters = new ConnectionMeters(registry);
    }

    /**
     * Refuses settings under which the gate can't read what connections say.
     *
     * @throws IllegalStateException naming the property
     */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        if (options.isHttp2ClearTextEnabled()) {
            throw new IllegalStateException("quarkus.http.http2 must be false: the door speaks HTTP/1.1 alone");
        }
        if (options.isUseProxyProtocol()) {
            throw new IllegalStateException(
                    "quarkus.http.proxy.use-proxy-protocol must be false: the door doesn't speak it");
        }
    }

    /**
     * Refuses a second port, which a certificate would open.
     *
     * @throws IllegalStateException naming the properties
     */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (options.getKeyCertOptions() != null) {
            throw new IllegalStateException(
                    "quarkus.http.ssl and quarkus.http.tls-configuration-name must be unset: TLS ends before the door");
        }
    }

    void opened(@ObservesAsync HttpServerStart started) {
        ConnectionGate gate = new ConnectionGate(limits, started.options(), meters);
        // Vert.x has one thread that accepts connections.
        SingleThreadEventLoop acceptor = (SingleThreadEventLoop)
                ((VertxInternal) vertx).getAcceptorEventLoopGroup().next();
        acceptor.execute(() -> {
            if (!put(gate, acceptor)) {
                LOG.fatal("no socket listens on the port of the door: its limits can't be set");
                Quarkus.asyncExit(1);
            }
        });
    }

    private boolean put(ConnectionGate gate, SingleThreadEventLoop acceptor) {
        Iterator<Channel> channels = acceptor.registeredChannelsIterator();
        while (channels.hasNext()) {
            Channel channel = channels.next();
            if (channel instanceof ServerChannel
                    && channel.localAddress() instanceof InetSocketAddress address
                    && address.getPort() == server.getPort()) {
                channel.pipeline().addFirst(gate);
                return true;
            }
        }
        return false;
    }
}
