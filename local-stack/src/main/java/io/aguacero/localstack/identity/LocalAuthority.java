package io.aguacero.localstack.identity;

import io.aguacero.localstack.keys.LocalKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Vouches for the services of one installation on this machine, and for its brokers and store: makes it once, and a certificate for
 * each, below one folder. Everything in it is its owner's alone, as the keys are there.
 */
public final class LocalAuthority {
    /** How long a service's certificate holds. */
    static final Duration VALID = Duration.ofDays(90);
    /** One that ends sooner is made anew. */
    static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
    /** A clock that is behind finds it valid too. */
    private static final Duration EARLIER = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 120;
    /** By which clients on this machine reach a server, beside its name. */
    private static final List<GeneralName> LOOPBACK = List.of(
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1"));

    private final Path directory;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final CertifiedKey authority;

    /** The authority of a folder, which is made with it where there is none, or where its time is nearly over. */
    public LocalAuthority(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
        Path own = directory.resolve("authority");
        this.authority = CertifiedKey.read(own)
                .filter(this::lasts)
                .orElseGet(() -> written(own, make("aguacero-of-this-machine", AUTHORITY_VALID, null, List.of())));
    }

    /** Where the authority lies below the folder of all that runs leave behind. */
    public static Path folderBelow(Path state) {
        return state.resolve("identity");
    }

    /**
     * The folder of a service's identity, {@code tls.crt}, {@code tls.key} and {@code ca.crt}; what there is of it is kept while it
     * holds for another month.
     *
     * @param service name that the certificate is for
     */
    public Path identity(String service) {
        return kept(directory.resolve(service)) ? directory.resolve(service) : renew(service);
    }

    /** The same of a broker or the store, whose clients come by {@code localhost} and {@code 127.0.0.1} too. */
    public ServerIdentity server(String name) {
        return kept(directory.resolve(name)) ? new ServerIdentity(directory.resolve(name)) : renewServer(name);
    }

    /** The authority's own certificate, in PEM: whom clients of brokers and store believe. */
    public Path certificate() {
        return directory.resolve("authority").resolve("tls.crt");
    }

    private boolean kept(Path folder) {
        return CertifiedKey.read(folder)
                .filter(this::lasts)
                .filter(this::vouchedFor)
                .isPresent();
    }

    /** Makes a service's identity anew. */
    public Path renew(String service) {
        return renew(service, VALID);
    }

    /** The same for another time. */
    public Path renew(String service, Duration valid) {
        return renew(service, valid, List.of());
    }

    /** Makes a broker's or the store's identity anew: it has it from its next start on. */
    public ServerIdentity renewServer(String name) {
        return new ServerIdentity(renew(name, VALID, LOOPBACK));
    }

    private Path renew(String name, Duration valid, List<GeneralName> others) {
        Path folder = directory.resolve(name);
        written(folder, make(name, valid, authority, others));
        LocalKeys.writePrivately(folder.resolve("ca.crt"), Pem.certificate(authority.certificate()));
        return folder;
    }

    private boolean lasts(CertifiedKey kept) {
        Instant ends = kept.certificate().getNotAfter().toInstant();
        return ends.isAfter(clock.instant().plus(RENEWED_BEFORE));
    }

    private boolean vouchedFor(CertifiedKey kept) {
        try {
            kept.certificate().verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static CertifiedKey written(Path folder, CertifiedKey made) {
        makePrivate(folder);
        LocalKeys.writePrivately(folder.resolve("tls.key"), Pem.key(made.key()));
        LocalKeys.writePrivately(folder.resolve("tls.crt"), Pem.certificate(made.certificate()));
        return made;
    }

    private static void makePrivate(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * @param issuer who vouches for it; null for an authority, which vouches for itself
     * @param others names and addresses that it is for, beside its own
     */
    private CertifiedKey make(String name, Duration valid, @Nullable CertifiedKey issuer, List<GeneralName> others) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            Instant now = clock.instant();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer == null
                            ? subject
                            : X500Name.getInstance(issuer.certificate()
                                    .getSubjectX500Principal()
                                    .getEncoded()),
                    new BigInteger(SERIAL_BITS, random),
                    Date.from(now.minus(EARLIER)),
                    Date.from(now.plus(valid)),
                    subject,
                    pair.getPublic());
            // Python's clients want both.
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(
                            issuer == null
                                    ? pair.getPublic()
                                    : issuer.certificate().getPublicKey()));
            if (issuer == null) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            } else {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }));
                List<GeneralName> names = new ArrayList<>(List.of(new GeneralName(GeneralName.dNSName, name)));
                names.addAll(others);
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(issuer == null ? pair.getPrivate() : issuer.key())));
            return new CertifiedKey(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate for " + name + " can be made", e);
        }
    }
}
