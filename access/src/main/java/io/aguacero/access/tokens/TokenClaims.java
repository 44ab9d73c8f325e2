package io.aguacero.access.tokens;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.access.Caller;
import io.aguacero.access.KeySecret;
import io.aguacero.access.Reason;
import io.aguacero.access.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a token says of its bearer, once its signature is known to be its issuer's; nothing is guessed at. */
sealed interface TokenClaims {
    /**
     * All of it can be used.
     *
     * @param from when its time begins, the skew of clocks taken off
     * @param until when it is over, the skew of clocks added
     */
    record Usable(Caller caller, Instant from, Instant until) implements TokenClaims {}

    /** Nothing of it can. */
    record Unusable(Reason reason) implements TokenClaims {}

    /** Reads what was signed. */
    static TokenClaims read(byte[] payload, TokenRules rules) {
        return new Reading(payload, rules).read();
    }

    /** One reading. */
    final class Reading {
        private static final JsonMapper JSON = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        /** What may stand in a header and in a line of a log as it is. */
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@|:/+=-]{1,128}");

        /** The end of the year 9999; a time beyond is no time. */
        private static final double SECONDS_MAX = 253_402_300_799d;

        private final byte[] payload;
        private final TokenRules rules;

        private Reading(byte[] payload, TokenRules rules) {
            this.payload = payload;
            this.rules = rules;
        }

        private TokenClaims read() {
            JsonNode claims;
            try {
                claims = JSON.readTree(payload);
            } catch (IOException e) {
                return new Unusable(Reason.TOKEN_CLAIMS);
            }
            if (!claims.path("iss").isTextual()
                    || !claims.path("iss").textValue().equals(rules.issuer())) {
                return new Unusable(Reason.TOKEN_INVALID);
            }
            if (!isForUs(claims.path("aud"))) {
                return new Unusable(Reason.TOKEN_AUDIENCE);
            }
            Instant expiry = time(claims.path("exp"));
            Instant begin = claims.has("nbf") ? time(claims.path("nbf")) : Instant.EPOCH;
            Optional<Caller> caller = caller(claims);
            return expiry == null || begin == null || caller.isEmpty()
                    ? new Unusable(Reason.TOKEN_CLAIMS)
                    : new Usable(caller.get(), begin.minus(rules.skew()), expiry.plus(rules.skew()));
        }

        private boolean isForUs(JsonNode audience) {
            return isText(audience, rules.audience())
                    || audience.isArray() && audience.valueStream().anyMatch(one -> isText(one, rules.audience()));
        }

        private static boolean isText(JsonNode node, String text) {
            return node.isTextual() && node.textValue().equals(text);
        }

        private static @Nullable Instant time(JsonNode seconds) {
            double value = seconds.isNumber() ? seconds.doubleValue() : -1;
            return value >= 0 && value <= SECONDS_MAX ? Instant.ofEpochSecond((long) value) : null;
        }

        private Optional<Caller> caller(JsonNode claims) {
            JsonNode subject = claims.path("sub");
            JsonNode tenant = rules.tenant().in(claims);
            Optional<Set<String>> words = words(rules.scopes().in(claims));
            JsonNode said = rules.kinds().in(claims);
            Optional<Set<String>> kinds = said.isMissingNode() ? Optional.of(rules.otherwiseKinds()) : words(said);
            boolean usable = subject.isTextual()
                    && !subject.textValue().isEmpty()
                    && tenant.isTextual()
                    && Caller.isName(tenant.textValue())
                    && words.isPresent()
                    && kinds.isPresent();
            return usable
                    ? Optional.of(new Caller(
                            tenant.textValue(), sender(subject.textValue()), scopes(words.get()), kinds.get()))
                    : Optional.empty();
        }

        /** No name of a key has a colon, so that nobody can call themselves what a key is called. */
        private static String sender(String subject) {
            return PLAIN.matcher(subject).matches() ? "sub:" + subject : "sub-sha256:" + KeySecret.sha256(subject);
        }

        /** Words with spaces between them, or an array of texts; none where nothing is said; empty for anything else. */
        private static Optional<Set<String>> words(JsonNode said) {
            if (said.isMissingNode()) {
                return Optional.of(Set.of());
            }
            if (said.isTextual()) {
                return Optional.of(Arrays.stream(said.textValue().split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toSet()));
            }
            boolean texts = said.isArray() && said.valueStream().allMatch(JsonNode::isTextual);
            return texts
                    ? Optional.of(said.valueStream().map(JsonNode::textValue).collect(Collectors.toSet()))
                    : Optional.empty();
        }

        private Set<Scope> scopes(Set<String> words) {
            Set<Scope> scopes = EnumSet.noneOf(Scope.class);
            words.stream()
                    .filter(word -> word.startsWith(rules.scopePrefix()))
                    .forEach(word -> Scope.of(word.substring(rules.scopePrefix().length()))
                            .ifPresent(scopes::add));
            return scopes;
        }
    }
}
