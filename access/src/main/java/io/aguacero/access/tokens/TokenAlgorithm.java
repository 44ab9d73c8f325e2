package io.aguacero.access.tokens;

/**
 * What a token may be signed with: by the names of RFC 7518, and only what has a public key. With a shared secret everybody who
 * can look at a token's signature could make one, and {@code none} is no signature.
 */
public enum TokenAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512
}
