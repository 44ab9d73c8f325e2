package io.aguacero.access.tokens;

import java.time.Duration;
import java.util.Set;

/**
 * What a token must say.
 *
 * @param issuer exactly
 * @param audience one of its audiences
 * @param algorithms names of those that it may be signed with
 * @param tenant where its tenant stands
 * @param scopes where its scopes stand
 * @param scopePrefix what those of ours begin with
 * @param kinds where its kinds stand
 * @param otherwiseKinds its kinds where it says none
 * @param skew by how much two clocks may differ
 */
record TokenRules(
        String issuer,
        String audience,
        Set<String> algorithms,
        ClaimPlace tenant,
        ClaimPlace scopes,
        String scopePrefix,
        ClaimPlace kinds,
        Set<String> otherwiseKinds,
        Duration skew) {}
