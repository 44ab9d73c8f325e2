package io.aguacero.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One key of a file, read member by member; every fault is named, and no value is repeated. */
final class KeyEntry {
    private static final Set<String> MEMBERS =
            Set.of("name", "tenant", "sha256", "scopes", "kinds", "quota", "expires", "revoked");
    private static final Set<String> QUOTA_MEMBERS = Set.of("eventsPerSecond", "bytesPerSecond", "requestsAtOnce");
    private static final Predicate<String> HASH =
            Pattern.compile("[0-9a-f]{64}").asMatchPredicate();
    private static final int KIND_LENGTH_MAX = 256;

    private final JsonNode entry;
    private final List<String> problems;
    private final String where;
    private final int before;

    /**
     * @param at place in the file, from 0
     * @param problems takes each fault
     */
    KeyEntry(JsonNode entry, int at, List<String> problems) {
        this.entry = entry;
        this.problems = problems;
        this.before = problems.size();
        String name = entry.path("name").asText();
        this.where = Caller.isName(name) ? "key " + name + ": " : "keys[" + at + "]: ";
    }

    /** The key; null when anything is wrong with it. */
    @Nullable
    ApiKey key() {
        if (!entry.isObject()) {
            problem("must be an object");
            return null;
        }
        members(entry, MEMBERS, "");
        String name = matching(
                "name",
                Caller::isName,
                "must be 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning and ending in a-z or 0-9");
        String tenant = matching("tenant", Caller::isName, "must be of the form of a name");
        String hash = matching("sha256", HASH, "must be the SHA-256 of the key in 64 small hexadecimal digits");
        Caller caller = new Caller(tenant, name, scopes(), kinds());
        QuotaLimits quota = quota(entry.path("quota"));
        Instant expires = time("expires");
        Instant revoked = time("revoked");
        return problems.size() == before ? new ApiKey(caller, hash, quota, expires, revoked) : null;
    }

    /** Writes a key into an object that is empty. */
    static void write(ApiKey key, ObjectNode entry) {
        Caller caller = key.caller();
        entry.put("name", key.name()).put("tenant", caller.tenant()).put("sha256", key.sha256());
        ArrayNode scopes = entry.putArray("scopes");
        caller.scopes().stream().sorted().forEach(scope -> scopes.add(scope.label()));
        ArrayNode kinds = entry.putArray("kinds");
        caller.kinds().stream().sorted().forEach(kinds::add);
        if (!key.quota().equals(QuotaLimits.NONE)) {
            ObjectNode quota = entry.putObject("quota");
            put(quota, "eventsPerSecond", key.quota().eventsPerSecond());
            put(quota, "bytesPerSecond", key.quota().bytesPerSecond());
            put(quota, "requestsAtOnce", key.quota().requestsAtOnce());
        }
        put(entry, "expires", key.expires());
        put(entry, "revoked", key.revoked());
    }

    private static void put(ObjectNode node, String member, long value) {
        if (value > 0) {
            node.put(member, value);
        }
    }

    private static void put(ObjectNode node, String member, @Nullable Instant value) {
        if (value != null) {
            node.put(member, value.toString());
        }
    }

    private String matching(String member, Predicate<String> form, String rule) {
        JsonNode value = entry.path(member);
        if (!value.isTextual() || !form.test(value.textValue())) {
            problem(member + " " + rule);
        }
        return value.asText();
    }

    private Set<Scope> scopes() {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (JsonNode one : some("scopes")) {
            Scope.of(one.asText())
                    .ifPresentOrElse(scopes::add, () -> problem("scopes must be of write, read, replay and admin"));
        }
        return scopes;
    }

    private Set<String> kinds() {
        Set<String> kinds = new HashSet<>();
        for (JsonNode one : some("kinds")) {
            String kind = one.asText();
            if (kind.isEmpty() || kind.length() > KIND_LENGTH_MAX) {
                problem("kinds must be names of kinds, or \"*\" for all");
            }
            kinds.add(kind);
        }
        return kinds;
    }

    /** An array of texts, not empty: who is let nothing needs no key, and an empty array would look like everything. */
    private JsonNode some(String member) {
        JsonNode array = entry.path(member);
        boolean texts =
                array.isArray() && !array.isEmpty() && array.valueStream().allMatch(JsonNode::isTextual);
        if (!texts) {
            problem(member + " must be an array of at least one text");
        }
        return array;
    }

    private QuotaLimits quota(JsonNode quota) {
        if (quota.isMissingNode()) {
            return QuotaLimits.NONE;
        }
        if (!quota.isObject()) {
            problem("quota must be an object");
            return QuotaLimits.NONE;
        }
        members(quota, QUOTA_MEMBERS, "quota.");
        return new QuotaLimits(
                bound(quota, "eventsPerSecond", QuotaLimits.EVENTS_MAX),
                bound(quota, "bytesPerSecond", QuotaLimits.BYTES_MAX),
                (int) bound(quota, "requestsAtOnce", QuotaLimits.REQUESTS_MAX));
    }

    private long bound(JsonNode quota, String member, long max) {
        JsonNode value = quota.path(member);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.canConvertToExactIntegral()
                || !value.canConvertToLong()
                || value.asLong() < 1
                || value.asLong() > max) {
            problem("quota." + member + " must be a whole number from 1 to " + max);
            return 0;
        }
        return value.asLong();
    }

    private @Nullable Instant time(String member) {
        JsonNode value = entry.path(member);
        if (value.isMissingNode()) {
            return null;
        }
        try {
            return Instant.parse(value.isTextual() ? value.textValue() : "");
        } catch (DateTimeException e) {
            problem(member + " must be a time such as 2027-01-31T00:00:00Z");
            return null;
        }
    }

    /** A member that nobody knows may be a misspelt bound, and so is refused. */
    private void members(JsonNode object, Set<String> known, String prefix) {
        object.properties().stream()
                .filter(member -> !known.contains(member.getKey()))
                .findFirst()
                .ifPresent(member -> problem("has members besides " + prefix
                        + String.join(", " + prefix, known.stream().sorted().toList())));
    }

    private void problem(String text) {
        problems.add(where + text);
    }
}
