package io.aguacero.delivery.identity;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
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
     * @param property name of the setting of the folder
     * @param directory of the identity's files; empty for plaintext
     * @throws IllegalStateException naming the property, if the files can't be used
     */
    static HopSecurity of(String property, Optional<Path> directory, Duration reloadEvery) {
        try {
            return directory
                    .<HopSecurity>map(files -> new MutualTls(ServiceIdentity.start(files, reloadEvery)))
                    .orElseGet(Plaintext::new);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(property + ": " + e.getMessage(), e);
        }
    }

    @Override
    default void close() {}
}
