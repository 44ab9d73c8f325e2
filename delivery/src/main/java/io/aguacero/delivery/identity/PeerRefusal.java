package io.aguacero.delivery.identity;

import java.util.Locale;

/** Why somebody who is no neighbour isn't let in. */
enum PeerRefusal {
    /** It doesn't speak TLS. */
    PLAINTEXT,
    /** It showed no certificate, one of another authority, or one whose time is over or hasn't come, or came to no end. */
    HANDSHAKE,
    /** Its certificate is for a service that has nothing to ask here. */
    NAME;

    /** As it stands in metrics and logs. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
