package io.aguacero.insights.letters;

import java.util.Optional;

/**
 * Who replays. The door judges the same key again: nobody can send here what it would refuse there.
 *
 * @param tenant whose events the door makes of what is sent with that key
 * @param everybodys whether letters of other tenants are seen too
 * @param authorization the header that came with the request
 */
public record Replayer(String tenant, boolean everybodys, String authorization) {
    /** Whose letters are seen; empty for everybody's. */
    public Optional<String> letters() {
        return everybodys ? Optional.empty() : Optional.of(tenant);
    }

    /** Without the key, which must not come into a log. */
    @Override
    public String toString() {
        return "replayer of tenant " + tenant;
    }
}
