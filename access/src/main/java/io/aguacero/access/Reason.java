package io.aguacero.access;

import java.util.Locale;

/** Why somebody isn't let in. A service answers with the error code of the same name. */
public enum Reason {
    /** No key came along. */
    KEY_MISSING("send a key of yours: one header Authorization: Bearer KEY"),
    /** No key of this installation. */
    KEY_UNKNOWN("the key is none of this installation"),
    /** The key's time is over. Only who has the whole key is told so. */
    KEY_EXPIRED("the key's time is over"),
    /** The key was taken back. Only who has the whole key is told so. */
    KEY_REVOKED("the key was taken back"),
    /** A token that isn't of the identity provider, or was changed on its way. */
    TOKEN_INVALID("the token isn't of the identity provider that is believed here, or was changed"),
    /** The token's time is over. Only who has a genuine one is told so, here and below. */
    TOKEN_EXPIRED("the token's time is over (exp)"),
    /** The token's time hasn't begun. */
    TOKEN_NOT_YET_VALID("the token's time hasn't begun (nbf)"),
    /** The token was made out for another service. */
    TOKEN_AUDIENCE("the token is for another service (aud)"),
    /** The token doesn't say who its bearer is, or not in a form that can be used. */
    TOKEN_CLAIMS("the token's exp, sub, tenant, scopes or kinds aren't there or not of their form"),
    /** The keys of the identity provider can't be had now; it may be tried again later. */
    ISSUER_AWAY("the identity provider's keys can't be had now, to look at the token"),
    /** The key isn't for this. */
    SCOPE_MISSING("the key must have scope %s for this address"),
    /** The key isn't for this kind of event, or not for all kinds at once. */
    KIND_FORBIDDEN("the key isn't for events of this kind"),
    /** Another tenant is asked for. */
    TENANT_FORBIDDEN("the key isn't for this tenant"),
    /** The key has used up its quota; it may try again later. */
    OVER_QUOTA("the key has used up its quota");

    private final String sentence;

    Reason(String sentence) {
        this.sentence = sentence;
    }

    /**
     * The reason in a sentence for a person, which tells nothing of the key.
     *
     * @param needed what a key must be for, at the address that was asked
     */
    public String sentence(Scope needed) {
        return sentence.formatted(needed.label());
    }

    /** As it stands in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
