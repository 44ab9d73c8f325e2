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
