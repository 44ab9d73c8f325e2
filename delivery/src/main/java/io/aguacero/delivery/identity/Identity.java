package io.aguacero.delivery.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a service shows its neighbours, and whom it believes.
 *
 * @param chain its own certificate first, then those that lead to an authority; never empty
 * @param authorities who may vouch for neighbours; never empty
 */
record Identity(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
    Identity {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /** When its own certificate's time is over. */
    Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }
}
