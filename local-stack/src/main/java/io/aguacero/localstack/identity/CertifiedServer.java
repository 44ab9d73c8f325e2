package io.aguacero.localstack.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Somebody who speaks TLS in a server's place, on loopback, with a certificate of an authority of its own: whom a client believes is
 * told by whether it goes on to talk.
 */
public final class CertifiedServer implements AutoCloseable {
    private static final char[] NO_PASSWORD = {};
    private static final int PATIENCE_MILLIS = 30_000;

    private final Path authority;
    private final SSLServerSocket socket;
    private final CompletableFuture<Boolean> believed = new CompletableFuture<>();

    /**
     * Listens at once, for one connection.
     *
     * @param folder where its authority is made
     * @param name whom its certificate is for
     */
    public CertifiedServer(Path folder, String name) {
        Path identity = new LocalAuthority(folder, Clock.systemUTC()).identity(name);
        authority = identity.resolve("ca.crt");
        try {
            socket = (SSLServerSocket) context(identity)
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a server with a certificate of its own can't listen", e);
        }
        Thread.ofVirtual().start(this::take);
    }

    private static SSLContext context(Path identity) throws IOException, GeneralSecurityException {
        CertifiedKey own = CertifiedKey.read(identity).orElseThrow();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("own", own.key(), NO_PASSWORD, new Certificate[] {own.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void take() {
        try (SSLSocket come = (SSLSocket) socket.accept()) {
            come.setSoTimeout(PATIENCE_MILLIS);
            come.startHandshake();
            believed.complete(come.getInputStream().read() >= 0);
        } catch (SSLException | SocketException refused) {
            // Who refuses may be gone before all of the handshake is written.
            believed.complete(false);
        } catch (IOException e) {
            believed.completeExceptionally(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    /** The certificate of its authority, in PEM. */
    public Path authority() {
        return authority;
    }

    /** Waits until somebody has come; whether they went on to talk. */
    public boolean believed() {
        return believed.join();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
