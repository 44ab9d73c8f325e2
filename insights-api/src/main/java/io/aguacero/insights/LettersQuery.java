package io.aguacero.insights;

import io.aguacero.contracts.DeliveryPath;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for dead letters.
 *
 * @param paths at least one
 * @param kind of the event; a kind that isn't in force may be asked for, since that is why some letters are there
 * @param code of the failure
 * @param tenant of the event; empty for letters of all tenants, and of events that couldn't be decoded
 * @param waiting whether they wait to be replayed; empty for all
 * @param from where reading begins
 * @param limit most letters, 1 to {@value #LIMIT_MAX}
 */
public record LettersQuery(
        Set<DeliveryPath> paths,
        Optional<String> kind,
        Optional<String> code,
        Optional<String> tenant,
        Optional<Boolean> waiting,
        LetterPlace from,
        int limit) {
    /** Most letters of one answer. */
    public static final int LIMIT_MAX = 1_000;

    private static final int LIMIT = 100;

    /**
     * Checks {@code path}, {@code kind}, {@code code}, {@code waiting}, {@code after} and {@code limit}.
     *
     * @param tenant whose letters may be told; empty for all
     */
    public static Answer<LettersQuery> parse(Optional<String> tenant, Map<String, List<String>> given) {
        QueryParameters parameters = new QueryParameters(given);
        Set<DeliveryPath> paths = parameters.anyPaths();
        Optional<String> kind = parameters.optional("kind");
        Optional<String> code = parameters.optional("code");
        Optional<String> waiting = parameters.optional("waiting");
        if (waiting.isPresent() && !List.of("true", "false").contains(waiting.get())) {
            parameters.faults().add(new QueryRefusal.Fault("waiting", "must be true or false"));
        }
        Optional<String> after = parameters.optional("after");
        Optional<LetterPlace> place = after.flatMap(LetterPlace::parse);
        if (after.isPresent() && place.filter(one -> paths.contains(one.path())).isEmpty()) {
            parameters.faults().add(new QueryRefusal.Fault("after", "must be next of a page of the same question"));
        }
        int limit = parameters.wholeNumber("limit", LIMIT, 1, LIMIT_MAX);
        if (!parameters.faults().isEmpty()) {
            return new Answer.Refused<>(QueryRefusal.ofQuery(parameters.faults()));
        }
        DeliveryPath first = EnumSet.copyOf(paths).iterator().next();
        return new Answer.Given<>(new LettersQuery(
                paths,
                kind,
                code,
                tenant,
                waiting.map(Boolean::valueOf),
                place.orElse(new LetterPlace(first, 0)),
                limit));
    }

    /** Those of them that wait, as many as one answer may have. */
    public LettersQuery ofWaiting() {
        return new LettersQuery(paths, kind, code, tenant, Optional.of(true), from, LIMIT_MAX);
    }
}
