package io.aguacero.localstack.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** A key and its certificate, as they lie in a folder as {@code tls.key} and {@code tls.crt}. */
record CertifiedKey(PrivateKey key, X509Certificate certificate) {
    /** Empty when they aren't there, or aren't whole: they are made anew then. */
    static Optional<CertifiedKey> read(Path folder) {
        try {
            byte[] key = Pem.bytes(Files.readString(folder.resolve("tls.key")));
            byte[] certificate = Pem.bytes(Files.readString(folder.resolve("tls.crt")));
            return Optional.of(new CertifiedKey(
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(certificate))));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
