package io.aguacero.delivery.identity;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** How a service and its neighbours know each other on a hop. */
public sealed interface HopSecurity extends AutoCloseable {
    /** Of a certificate's protocols the newest alone: both ends are ours. */
    String PROTOCOL = "TLSv1.3";

    /** Not at all: whoever reaches the port is taken for the neighbour. */
    record Plaintext() implements HopSecurity {}

    /** By certificates, each of both ends has one. */
    record MutualTls(ServiceIdentity identity) implements HopSecurity {
        /**
         * What a caller connects with.
         *
         * @throws IllegalStateException if this JVM has no TLS 1.3 with ALPN
         */
        public SslContext calling() {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .keyManager(identity.keys())
                    .trustManager(identity.authorities())
                    .protocols(PROTOCOL);
            try {
                return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
            } catch (SSLException e) {
                throw new IllegalStateException("no TLS for calls can be made", e);
            }
        }

        @Override
        public void close() {
            identity.close();
        }
    }

    /**
     * What the settings say.
     *
     * @param prefix of the service's settings, for what is said of them
     * @throws IllegalStateException naming the setting, if its files can't be used
     */
    static HopSecurity of(String prefix, IdentityConfig config) {
        Optional<Path> directory = config.directory();
        if (directory.isEmpty()) {
            return new Plaintext();
        }
        try {
            return new MutualTls(ServiceIdentity.start(directory.get(), config.reloadEvery()));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(prefix + ".identity.directory: " + e.getMessage(), e);
        }
    }

    @Override
    default void close() {}
}
