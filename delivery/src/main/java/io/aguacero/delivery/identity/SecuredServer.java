package io.aguacero.delivery.identity;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Has a server of Vert.x take connections by mutual TLS alone, and tell of the others. */
final class SecuredServer {
    private SecuredServer() {}

    /** Changes nothing where there is no mutual TLS. */
    static void secure(HttpServerOptions options, HopSecurity security, PeerRefusals refusals) {
        if (security instanceof HopSecurity.MutualTls(ServiceIdentity identity)) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setEnabledSecureTransportProtocols(Set.of(HopSecurity.PROTOCOL))
                    .setKeyCertOptions(KeyCertOptions.wrap(identity.keys()))
                    .setTrustOptions(TrustOptions.wrap(identity.authorities()))
                    .setSslEngineOptions(new WatchedEngine(refusals));
        }
    }

    /** The JDK's TLS, each of whose handshakes is looked at. */
    private static final class WatchedEngine extends JdkSSLEngineOptions {
        private final PeerRefusals refusals;

        private WatchedEngine(PeerRefusals refusals) {
            this.refusals = refusals;
        }

        @Override
        public WatchedEngine copy() {
            return new WatchedEngine(refusals);
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return new WatchedContexts(new DefaultSslContextFactory(SslProvider.JDK, true), refusals);
        }
    }

    /** Hands everything on, and puts a {@link WatchedContext} around what is made. */
    private record WatchedContexts(SslContextFactory made, PeerRefusals refusals) implements SslContextFactory {
        @Override
        public SslContextFactory useAlpn(boolean use) {
            made.useAlpn(use);
            return this;
        }

        @Override
        public SslContextFactory clientAuth(io.netty.handler.ssl.ClientAuth auth) {
            made.clientAuth(auth);
            return this;
        }

        @Override
        public SslContextFactory forClient(boolean client) {
            made.forClient(client);
            return this;
        }

        @Override
        public SslContextFactory keyMananagerFactory(KeyManagerFactory factory) {
            made.keyMananagerFactory(factory);
            return this;
        }

        @Override
        public SslContextFactory trustManagerFactory(TrustManagerFactory factory) {
            made.trustManagerFactory(factory);
            return this;
        }

        @Override
        public SslContextFactory enabledCipherSuites(Set<String> suites) {
            made.enabledCipherSuites(suites);
            return this;
        }

        @Override
        public SslContextFactory applicationProtocols(List<String> protocols) {
            made.applicationProtocols(protocols);
            return this;
        }

        @Override
        public SslContextFactory serverName(String name) {
            made.serverName(name);
            return this;
        }

        @Override
        public SslContext create() throws SSLException {
            SslContext context = made.create();
            // A session that is taken up again isn't judged again: it would outlive the authority that it was believed
            // by.
            context.sessionContext().setSessionTimeout(1);
            return new WatchedContext(context, refusals);
        }
    }

    private static final class WatchedContext extends DelegatingSslContext {
        private final PeerRefusals refusals;

        private WatchedContext(SslContext context, PeerRefusals refusals) {
            super(context);
            this.refusals = refusals;
        }

        @Override
        protected void initHandler(SslHandler handler) {
            var unused = handler.handshakeFuture().addListener((Future<io.netty.channel.Channel> shaken) -> {
                Throwable failure = shaken.cause();
                if (failure instanceof NotSslRecordException) {
                    refusals.refused(PeerRefusal.PLAINTEXT, "no TLS");
                } else if (failure instanceof SSLException) {
                    refusals.refused(PeerRefusal.HANDSHAKE, "failure: " + failure.getMessage());
                }
            });
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // As it was made.
        }
    }
}
