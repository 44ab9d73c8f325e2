package io.aguacero.contracts.kinds;

import java.util.List;

/**
 * A grouping that is counted.
 *
 * @param by names of top-level payload fields whose values make the group's key, at least one
 * @param of names of the values that are summed up besides the count
 * @param groupsMax most groups kept on a shard; what exceeds it goes to {@code __other__}
 */
public record GroupSpec(List<String> by, List<String> of, int groupsMax) {
    /** The grouping as it stands in keys and queries: the field names, comma separated. */
    public String label() {
        return String.join(",", by);
    }
}
