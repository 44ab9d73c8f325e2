package io.aguacero.contracts.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates a client takes over TLS: those of the authorities in a file (PEM), or, where no file is set, of those that the
 * JVM knows. Safe for any thread.
 */
public final class AuthorityFile {
    private final String setting;
    private final Optional<Path> file;

    /**
     * By a setting that may be unset.
     *
     * @param setting its name, which is told when the file can't be used
     * @throws IllegalArgumentException if it can't be used now
     */
    public AuthorityFile(String setting, Optional<Path> file) {
        this.setting = setting;
        this.file = file;
        if (file.isPresent()) {
            try {
                var unused = context();
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    /**
     * For one connection. The file is read each time, so that authorities that are replaced count from the next connection on.
     *
     * @throws IOException if the file can't be used now; the message names the setting
     */
    public SSLContext context() throws IOException {
        try {
            return file.isPresent() ? context(file.get()) : SSLContext.getDefault();
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(setting + " can't be used: " + e, e);
        }
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(store.size()), one);
            }
        }
        if (store.size() == 0) {
            throw new GeneralSecurityException(file + " holds no certificate");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
