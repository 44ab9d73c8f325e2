package io.aguacero.delivery.identity;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A service's identity as its files say, which are read again and again: a new certificate holds for the connections that are
 * made from then on, and those that are open stay. Files that can't be used leave the identity before them in force.
 */
public final class ServiceIdentity implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServiceIdentity.class.getName());

    private final IdentityFiles files;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager authorities;
    private final ScheduledExecutorService thread;
    private IdentityFiles.@Nullable Content inForce;
    private String lastProblem = "";
    private volatile Instant expires = Instant.EPOCH;

    private ServiceIdentity(Path directory) {
        this.files = new IdentityFiles(directory);
        try {
            this.authorities = AdvancedTlsX509TrustManager.newBuilder().build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no trust manager can be made", e);
        }
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                work -> Thread.ofPlatform().daemon().name("aguacero-identity").unstarted(work));
    }

    /**
     * Reads the files of a folder, and then again in these intervals.
     *
     * @throws IllegalStateException if they can't be used now, with the reason
     */
    public static ServiceIdentity start(Path directory, Duration every) {
        ServiceIdentity identity = new ServiceIdentity(directory);
        identity.look();
        if (!identity.lastProblem.isEmpty()) {
            identity.close();
            throw new IllegalStateException(identity.lastProblem);
        }
        var unused = identity.thread.scheduleWithFixedDelay(
                identity::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return identity;
    }

    /** What this service shows. */
    X509ExtendedKeyManager keys() {
        return keys;
    }

    /** Whom it believes; of a server that it calls the host's name is checked as well (RFC 9525). */
    X509ExtendedTrustManager authorities() {
        return authorities;
    }

    /** When the certificate in force ends. */
    public Instant expires() {
        return expires;
    }

    /** Reads the files, and puts in force what is new. */
    void look() {
        try {
            IdentityFiles.Content content = files.content();
            IdentityFiles.Content before = inForce;
            if (before == null || !before.same(content)) {
                take(content);
            } else {
                lastProblem = "";
            }
        } catch (IOException e) {
            refuse("the identity can't be read: " + e);
        } catch (GeneralSecurityException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            // Thrown on, it would end the looking for good; a class can't be loaded while no file can be opened.
            LOG.log(System.Logger.Level.ERROR, "reading the identity failed", e);
            refuse("the identity in " + files.directory() + " can't be read because of a defect");
        }
    }

    private void take(IdentityFiles.Content content) throws IOException, GeneralSecurityException {
        Identity identity = files.parse(content);
        // Neighbours are believed before they are shown anything new.
        authorities.updateTrustCredentials(identity.authorities().toArray(X509Certificate[]::new));
        keys.updateIdentityCredentials(identity.chain().toArray(X509Certificate[]::new), identity.key());
        expires = identity.expires();
        inForce = content;
        lastProblem = "";
        LOG.log(
                System.Logger.Level.INFO,
                () -> "identity in force: " + PeerNames.of(identity.chain().getFirst()) + ", until "
                        + identity.expires());
    }

    /** Once for each problem, and not at each look. */
    private void refuse(String problem) {
        boolean first = !problem.equals(lastProblem);
        lastProblem = problem;
        if (first && inForce != null) {
            LOG.log(System.Logger.Level.ERROR, () -> problem + "; the identity before stays in force");
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
