package io.aguacero.access.tokens;

import java.security.Key;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A token in the making: of subject {@code agent-1}, tenant {@code acme}, to write and read all kinds, for five minutes. */
public final class TestToken {
    private final Map<String, Object> claims = new HashMap<>();
    private final Map<String, Object> headers = new HashMap<>();
    private Key key;
    private String payload = "";

    TestToken(String issuer, PublicJsonWebKey by) {
        claims.put("iss", issuer);
        claims.put("aud", LocalIssuer.AUDIENCE);
        claims.put("sub", "agent-1");
        claims.put("tenant", "acme");
        claims.put("scope", "openid aguacero:write aguacero:read");
        claims.put("kinds", List.of("*"));
        expires(Instant.now().plusSeconds(300));
        headers.put("alg", by.getKeyType().equals("EC") ? "ES256" : "RS256");
        headers.put("kid", by.getKeyId());
        key = by.getPrivateKey();
    }

    /** Says that instead of what it said, or besides. */
    public TestToken claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    /** Says nothing of it. */
    public TestToken without(String name) {
        claims.remove(name);
        return this;
    }

    /** Ends then. */
    public TestToken expires(Instant then) {
        return claim("exp", then.getEpochSecond());
    }

    /** Has that header. */
    public TestToken header(String name, Object value) {
        headers.put(name, value);
        return this;
    }

    /** Is signed with that algorithm and key, whoever's it is. */
    public TestToken by(String algorithm, Key other) {
        key = other;
        return header("alg", algorithm);
    }

    /** Is signed over these characters in the place of claims. */
    public TestToken payload(String text) {
        payload = text;
        return this;
    }

    /** Its compact form. */
    public String signed() {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setDoKeyValidation(false);
        headers.forEach(signature::setHeader);
        if (headers.containsKey("crit")) {
            signature.setKnownCriticalHeaders("exp");
        }
        signature.setPayload(payload.isEmpty() ? JsonUtil.toJson(claims) : payload);
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With {@code Bearer} before it. */
    public String header() {
        return "Bearer " + signed();
    }
}
