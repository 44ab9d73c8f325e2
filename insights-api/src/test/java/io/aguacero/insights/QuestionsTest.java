package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A question is sound as a whole or refused with every fault in it. */
class QuestionsTest {
    private static final KindCatalog KINDS = assertInstanceOf(
                    KindLoading.Loaded.class, KindCatalog.load(Path.of("src/test/kinds")))
            .catalog();

    @Test
    void withoutParametersTotalsAreTheGrandTotalOfEachPath() {
        TotalsQuery query = given(TotalsQuery.parse(KINDS, "weather.tweet", Map.of()));

        assertEquals(Set.of(DeliveryPath.KAFKA, DeliveryPath.RABBITMQ), query.paths());
        assertEquals(true, query.grouping().isEmpty());
    }

    @Test
    void aGroupingIsFoundByItsFieldsInAnyOrder() {
        TotalsQuery query = given(TotalsQuery.parse(
                KINDS, "weather.tweet", Map.of("by", List.of("weather,municipality"), "path", List.of("rabbitmq"))));

        assertEquals(
                List.of("municipality", "weather"),
                query.grouping().orElseThrow().by());
        assertEquals(Set.of(DeliveryPath.RABBITMQ), query.paths());
    }

    @Test
    void momentsMayBeOfAnyOffset() {
        WindowsQuery query = given(WindowsQuery.parse(
                KINDS,
                "weather.tweet",
                Map.of(
                        "size", List.of("1d"),
                        "from", List.of("2026-01-01T02:00:00+02:00"),
                        "to", List.of("2026-01-02T00:00:00.000001Z"))));

        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), query.from());
        assertEquals(Instant.parse("2026-01-02T00:00:00.000001Z"), query.to());
        assertEquals("1d", query.window().label());
    }

    @Test
    void aPartOfAGroupingIsNotDeclared() {
        QueryRefusal refusal = refused(TotalsQuery.parse(KINDS, "weather.tweet", Map.of("by", List.of("weather"))));

        assertEquals(ErrorCode.UNDECLARED_GROUPING, refusal.code());
        assertEquals(
                "must be one of: municipality | municipality,weather",
                refusal.faults().getFirst().reason());
    }

    @Test
    void everyFaultIsNamed() {
        QueryRefusal refusal = refused(WindowsQuery.parse(
                KINDS, "weather.tweet", Map.of("path", List.of("kafka", "rabbitmq"), "to", List.of("tomorrow"))));

        assertEquals(ErrorCode.INVALID_QUERY, refusal.code());
        assertEquals(
                List.of("size", "from", "to", "path"),
                refusal.faults().stream().map(QueryRefusal.Fault::parameter).toList());
    }

    @Test
    void aKindThatIsNotInForceIsUnknownWhateverElseIsWrong() {
        assertEquals(
                ErrorCode.UNKNOWN_KIND,
                refused(TotalsQuery.parse(KINDS, "weather.gossip", Map.of("path", List.of("pigeon"))))
                        .code());
    }

    private static <T> T given(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T>(T value) -> value;
            case Answer.Refused<T>(QueryRefusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private static QueryRefusal refused(Answer<?> answer) {
        return assertInstanceOf(Answer.Refused.class, answer).refusal();
    }
}
