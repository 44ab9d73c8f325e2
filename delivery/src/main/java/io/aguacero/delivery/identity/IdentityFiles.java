package io.aguacero.delivery.identity;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The files of an identity in a folder, by the names that they have in a Kubernetes Secret of cert-manager: {@code tls.crt}
 * and {@code ca.crt} hold certificates, {@code tls.key} a private key, RSA or EC in PKCS #8; all in PEM (RFC 7468).
 *
 * @param directory of the files
 */
record IdentityFiles(Path directory) {
    private static final int BYTES_MAX = 1 << 20;
    private static final byte[] PROBE = {1, 2, 3};

    /** What stands in the files, to be compared with what stood there before. */
    record Content(byte[] chain, byte[] key, byte[] authorities) {
        boolean same(Content other) {
            return Arrays.equals(chain, other.chain)
                    && Arrays.equals(key, other.key)
                    && Arrays.equals(authorities, other.authorities);
        }
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one isn't there, or is no file of certificates by its size
     */
    Content content() throws IOException {
        return new Content(bytes("tls.crt"), bytes("tls.key"), bytes("ca.crt"));
    }

    private byte[] bytes(String name) throws IOException {
        Path file = directory.resolve(name);
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " is larger than 1 MiB");
        }
        return Files.readAllBytes(file);
    }

    /**
     * Understands what was read.
     *
     * @throws GeneralSecurityException if it is no identity, with a sentence that names the file
     */
    Identity parse(Content content) throws GeneralSecurityException {
        List<X509Certificate> chain = certificates("tls.crt", content.chain());
        List<X509Certificate> authorities = certificates("ca.crt", content.authorities());
        PrivateKey key = key(content.key());
        if (!match(key, chain.getFirst())) {
            throw new GeneralSecurityException(
                    "tls.key in " + directory + " isn't the key of the certificate in tls.crt");
        }
        return new Identity(key, chain, authorities);
    }

    private List<X509Certificate> certificates(String name, byte[] pem) throws GeneralSecurityException {
        try {
            List<X509Certificate> found = List.of(CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(
                    name + " in " + directory + " can't be understood: " + e.getMessage(), e);
        }
        throw new GeneralSecurityException(name + " in " + directory + " holds no certificate");
    }

    private PrivateKey key(byte[] pem) throws GeneralSecurityException {
        try {
            PrivateKey key = CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
            return Objects.requireNonNull(key);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // What the reason quotes may be of the key.
            throw new GeneralSecurityException("tls.key in " + directory + " holds no RSA or EC key in PKCS #8");
        }
    }

    /** Whether a key signs what its certificate verifies. */
    private static boolean match(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                key.getAlgorithm().toUpperCase(Locale.ROOT).equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
