package io.aguacero.access.tokens;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The public keys of an identity provider, each by its id: one document of its, which doesn't change. */
final class PublicKeys {
    private final byte[] document;
    private final Map<String, PublicJsonWebKey> byId;

    private PublicKeys(byte[] document, Map<String, PublicJsonWebKey> byId) {
        this.document = document;
        this.byId = byId;
    }

    /**
     * Reads a JSON Web Key Set. Of it counts what is for signatures, has a public key and an id that no other has.
     *
     * @throws IOException if nothing of it does
     */
    static PublicKeys parse(byte[] document) throws IOException {
        Map<String, PublicJsonWebKey> byId = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        for (JsonWebKey key : keys(document)) {
            if (key instanceof PublicJsonWebKey usable
                    && key.getKeyId() != null
                    && (key.getUse() == null || key.getUse().equals("sig"))) {
                byId.put(key.getKeyId(), usable);
                times.merge(key.getKeyId(), 1, Integer::sum);
            }
        }
        byId.keySet().removeIf(id -> !Integer.valueOf(1).equals(times.get(id)));
        if (byId.isEmpty()) {
            throw new IOException("what it shows has no public key with an id of its own that is for signatures");
        }
        return new PublicKeys(document, Map.copyOf(byId));
    }

    private static Iterable<JsonWebKey> keys(byte[] document) throws IOException {
        try {
            return new JsonWebKeySet(new String(document, StandardCharsets.UTF_8)).getJsonWebKeys();
        } catch (JoseException | RuntimeException e) {
            // The library answers some documents that are none by whatever it stumbles over.
            throw new IOException("what it shows is no set of keys", e);
        }
    }

    /** Whether there is one of that id, for whatever. */
    boolean has(String id) {
        return byId.containsKey(id);
    }

    /** The key of that id, if it may be used with that algorithm; whether it can, only its use shows. */
    @Nullable
    Key find(String id, String algorithm) {
        PublicJsonWebKey key = byId.get(id);
        return key == null || key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)
                ? null
                : key.getPublicKey();
    }

    /** Whether that document says the same. */
    boolean isOf(byte[] otherDocument) {
        return Arrays.equals(document, otherDocument);
    }

    int size() {
        return byId.size();
    }
}
