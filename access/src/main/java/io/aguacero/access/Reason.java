package io.aguacero.access;

import java.util.Locale;

/** Why somebody isn't let in. A service answers with the error code of the same name. */
public enum Reason {
    /** No key came along. */
    KEY_MISSING,
    /** No key of this installation. */
    KEY_UNKNOWN,
    /** The key's time is over. Only who has the whole key is told so. */
    KEY_EXPIRED,
    /** The key was taken back. Only who has the whole key is told so. */
    KEY_REVOKED,
    /** A token that isn't of the identity provider, or was changed on its way. */
    TOKEN_INVALID,
    /** The token's time is over. Only who has a genuine one is told so, here and below. */
    TOKEN_EXPIRED,
    /** The token's time hasn't begun. */
    TOKEN_NOT_YET_VALID,
    /** The token was made out for another service. */
    TOKEN_AUDIENCE,
    /** The token doesn't say who its bearer is, or not in a form that can be used. */
    TOKEN_CLAIMS,
    /** The keys of the identity provider can't be had now; it may be tried again later. */
    ISSUER_AWAY,
    /** The key isn't for this. */
    SCOPE_MISSING,
    /** The key isn't for this kind of event, or not for all kinds at once. */
    KIND_FORBIDDEN,
    /** Another tenant is asked for. */
    TENANT_FORBIDDEN,
    /** The key has used up its quota; it may try again later. */
    OVER_QUOTA;

    /** As it stands in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
