package io.aguacero.localstack.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * By which a broker or the store is known to its clients, as files in PEM.
 *
 * @param folder of {@code tls.crt}, {@code tls.key} and {@code ca.crt}
 */
public record ServerIdentity(Path folder) {
    /** Its certificate. */
    public Path certificate() {
        return folder.resolve("tls.crt");
    }

    /** The certificate's key, not encrypted. */
    public Path key() {
        return folder.resolve("tls.key");
    }

    /** The certificate of who vouches for it. */
    public Path authority() {
        return folder.resolve("ca.crt");
    }

    /** For a client that believes its authority and nobody else. */
    public SSLContext client() {
        return clientOf(authority());
    }

    /**
     * The same of an authority whose certificate is elsewhere.
     *
     * @throws IllegalStateException if the file can't be used
     */
    public static SSLContext clientOf(Path authority) {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(authority + " can't be used", e);
        }
    }
}
