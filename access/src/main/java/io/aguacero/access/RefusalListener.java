package io.aguacero.access;

import org.jspecify.annotations.Nullable;

/** Hears of everybody who isn't let in. */
public interface RefusalListener {
    /**
     * Somebody was refused. It is called on the request's thread and must not hold it up.
     *
     * @param subject name of the key, or the subject of the token; null when it is none of ours
     * @param address the address by its pattern, never a text of the client
     */
    void refused(Reason reason, @Nullable String subject, String address);
}
