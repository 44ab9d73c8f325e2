package io.aguacero.access.tokens;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Where a claim stands: its name, or a pointer to it where it stands deeper. */
final class ClaimPlace {
    private final String name;
    private final @Nullable JsonPointer pointer;

    /** @param place a name, or, from a slash on, a JSON Pointer */
    ClaimPlace(String place) {
        this.name = place;
        this.pointer = place.startsWith("/") ? JsonPointer.compile(place) : null;
    }

    /** What stands there; a missing node if nothing does. */
    JsonNode in(JsonNode claims) {
        return pointer == null ? claims.path(name) : claims.at(pointer);
    }
}
