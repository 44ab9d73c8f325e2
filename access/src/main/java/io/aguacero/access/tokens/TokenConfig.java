package io.aguacero.access.tokens;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Whose tokens are taken beside keys, and what they are read for: a group of the settings of the door and of insights-api. */
public interface TokenConfig {
    /**
     * The identity provider, exactly as it stands in claim {@code iss}: https, or http on loopback. Unset, no tokens are taken, and
     * none of the rest counts.
     */
    Optional<String> issuer();

    /** Of claim {@code aud}: what tokens for this installation are made out for. Must be set with the issuer. */
    Optional<String> audience();

    /** Where the provider's keys are; unset, where {@code ISSUER/.well-known/openid-configuration} says. */
    Optional<String> jwksUri();

    /** File of the certificates, PEM, of whom the provider's certificate must be; unset, of those that this JVM trusts. */
    Optional<Path> authorityFile();

    /** What tokens may be signed with. */
    @WithDefault("RS256,ES256")
    Set<TokenAlgorithm> algorithms();

    /** Claim of the tenant: its name, or, from a slash on, a JSON Pointer into the claims. */
    @WithDefault("tenant")
    @NotBlank
    String tenantClaim();

    /** The same of the scopes: words with spaces between them, or an array. */
    @WithDefault("scope")
    @NotBlank
    String scopesClaim();

    /** What a word of the scopes must begin with to be one of ours: {@code aguacero:write}. Others mean nothing here. */
    @WithDefault("aguacero:")
    @NotBlank
    String scopePrefix();

    /** The same as of the scopes, of the event kinds. */
    @WithDefault("kinds")
    @NotBlank
    String kindsClaim();

    /** Event kinds of a token without that claim, {@code *} for all; unset, none. */
    Optional<Set<String>> kinds();

    /** By how much the provider's clock and this one may differ. */
    @WithDefault("10s")
    @DurationMin(seconds = 1)
    @DurationMax(seconds = 30)
    Duration clockSkew();

    /** Time between two looks at the provider's keys: one that is taken away counts for so long. */
    @WithDefault("5m")
    @DurationMin(seconds = 10)
    @DurationMax(hours = 24)
    Duration refreshEvery();

    /** Shortest time between two, whatever tokens come: after one that failed, or for one that names a key that isn't known. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration refetchPause();

    /** How long the keys that were had last count while the provider is away. */
    @WithDefault("24h")
    @DurationMin(minutes = 10)
    @DurationMax(days = 30)
    Duration keptMax();

    /** How long the provider may take for an answer. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration timeout();

    /** Most tokens that are remembered, about 1 KiB each, so that a signature is looked at once and not for each request. */
    @WithDefault("4096")
    @Min(1)
    @Max(1_000_000)
    int rememberedMax();

    /** Most subjects whose use of their quota is remembered; who comes back after so many others begins anew. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int subjectsMax();

    /** What each subject may do, as a key may by its quota. */
    TokenQuota quota();

    /** What each subject may do on each instance of a service; 0 is no bound but those of the service. */
    interface TokenQuota {
        /** Events. */
        @WithDefault("0")
        @Min(0)
        @Max(1_000_000_000)
        long eventsPerSecond();

        /** Bytes of bodies. */
        @WithDefault("0")
        @Min(0)
        @Max(1_000_000_000_000L)
        long bytesPerSecond();

        /** Requests that are being read or wait for their answer. */
        @WithDefault("0")
        @Min(0)
        @Max(1_000_000)
        int requestsAtOnce();
    }
}
