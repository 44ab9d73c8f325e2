package io.aguacero.access.tokens;

import io.aguacero.access.QuotaLimits;
import io.aguacero.access.TokenCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The identity provider whose tokens are taken beside keys, if there is one. Safe for any thread. */
public final class IdentityProvider implements AutoCloseable {
    private final @Nullable IssuerKeys keys;
    private final Optional<TokenCheck> tokens;

    private IdentityProvider(@Nullable IssuerKeys keys, Optional<TokenCheck> tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    /**
     * What the settings say. That the provider is away is no reason not to start: its tokens are taken once it has been
     * reached.
     *
     * @param prefix of the service's settings, for what is said of them
     * @param nanoTime as {@link System#nanoTime()}
     * @throws IllegalStateException naming the setting, if they can't be used
     */
    public static IdentityProvider of(String prefix, TokenConfig config, Clock clock, LongSupplier nanoTime) {
        Settings settings = new Settings(prefix + ".tokens.", config);
        if (config.issuer().isEmpty()) {
            settings.require(config.audience().isEmpty(), "issuer", "must be set, as audience is");
            return new IdentityProvider(null, Optional.empty());
        }
        String issuer = config.issuer().get();
        var unused = settings.address("issuer", issuer);
        IssuerClient client = new IssuerClient(
                issuer,
                config.jwksUri().map(address -> settings.address("jwks-uri", address)),
                config.authorityFile().map(settings::trust),
                config.timeout());
        IssuerKeys keys = new IssuerKeys(client, IssuerTimes.of(config), nanoTime);
        TokenJudge judge = new TokenJudge(
                keys,
                settings.rules(issuer),
                settings.quota(),
                new TokenJudge.Room(config.rememberedMax(), config.subjectsMax()),
                clock,
                nanoTime);
        return new IdentityProvider(keys.start(), Optional.of(judge));
    }

    /** What says what its tokens are worth; empty where none are taken. */
    public Optional<TokenCheck> tokens() {
        return tokens;
    }

    /** Seconds since it last said which keys it has; NaN if it never did, or there is none. */
    public double keysAgeSeconds() {
        return keys == null ? Double.NaN : keys.ageSeconds();
    }

    /** Asks it no more. */
    @Override
    public void close() {
        if (keys != null) {
            keys.close();
        }
    }

    /** The settings, each refused by its name. */
    private record Settings(String prefix, TokenConfig config) {
        TokenRules rules(String issuer) {
            require(!config.algorithms().isEmpty(), "algorithms", "must name at least one");
            return new TokenRules(
                    issuer,
                    config.audience().orElseThrow(() -> refusal("audience", "must be set, as issuer is")),
                    config.algorithms().stream().map(Enum::name).collect(Collectors.toSet()),
                    new ClaimPlace(config.tenantClaim()),
                    new ClaimPlace(config.scopesClaim()),
                    config.scopePrefix(),
                    new ClaimPlace(config.kindsClaim()),
                    config.kinds().orElse(Set.of()),
                    config.clockSkew());
        }

        QuotaLimits quota() {
            TokenConfig.TokenQuota quota = config.quota();
            return new QuotaLimits(quota.eventsPerSecond(), quota.bytesPerSecond(), quota.requestsAtOnce());
        }

        URI address(String setting, String address) {
            try {
                return IssuerClient.trusted(address);
            } catch (URISyntaxException e) {
                throw refusal(setting, e.getReason());
            }
        }

        SSLContext trust(Path file) {
            try (InputStream in = Files.newInputStream(file)) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry(Integer.toString(store.size()), one);
                }
                require(store.size() > 0, "authority-file", "has no certificate");
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (IOException | GeneralSecurityException e) {
                throw refusal("authority-file", "can't be used: " + e);
            }
        }

        void require(boolean holds, String setting, String rule) {
            if (!holds) {
                throw refusal(setting, rule);
            }
        }

        private IllegalStateException refusal(String setting, String rule) {
            return new IllegalStateException(prefix + setting + " " + rule);
        }
    }
}
