package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.insights.LetterPlace;
import io.aguacero.insights.LettersQuery;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.LetterPage;
import io.aguacero.insights.letters.LetterReplay;
import io.aguacero.insights.letters.StoredLetter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shapes of the answers about dead letters; {@code openapi.yaml} describes the same. */
final class LetterDocuments {
    private LetterDocuments() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Letter> letters, @Nullable String next) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Letter(
            String letter,
            String path,
            int shard,
            long offset,
            int index,
            String code,
            String reason,
            String failedAt,
            @Nullable String tenant,
            @Nullable String kind,
            @Nullable String source,
            @Nullable String id,
            @Nullable String time,
            @Nullable String key,
            @Nullable String replayOf,
            @JsonRawValue @Nullable String data,
            @Nullable String dataBase64,
            boolean waiting) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Replayed(
            String letter,
            String status,
            @Nullable String code,
            @Nullable String detail) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Round(
            List<Replayed> letters, boolean more, @Nullable String after) {}

    static Page of(LettersQuery query, LetterPage page) {
        return new Page(
                page.letters().stream().map(LetterDocuments::of).toList(),
                page.next().map(place -> address(query, place)).orElse(null));
    }

    static Letter of(LetterPage.Listed listed) {
        StoredLetter letter = listed.letter();
        EventEnvelope event = letter.event();
        boolean json = PayloadReader.ENVELOPES.read(letter.original().toByteArray()) instanceof PayloadReading.Parsed;
        return new Letter(
                letter.id().toString(),
                letter.id().path().label(),
                letter.id().shard(),
                letter.id().offset(),
                letter.id().index(),
                letter.code(),
                letter.reason(),
                letter.failedAt(),
                event == null ? null : event.getTenant(),
                event == null ? null : event.getKind(),
                event == null ? null : event.getSource(),
                event == null ? null : event.getId(),
                event == null ? null : Timestamps.format(event.getTimeMicros()),
                event == null ? null : event.getKey(),
                event == null || event.getReplayOf().isEmpty() ? null : event.getReplayOf(),
                json ? letter.original().toStringUtf8() : null,
                json
                        ? null
                        : Base64.getEncoder().encodeToString(letter.original().toByteArray()),
                listed.waiting());
    }

    static Replayed of(LetterReplay.Replayed replayed) {
        Optional<QueryRefusal> refusal = replayed.refusal();
        return new Replayed(
                replayed.letter().toString(),
                refusal.isEmpty() ? "stored" : "refused",
                refusal.map(one -> one.code().slug()).orElse(null),
                refusal.map(QueryRefusal::detail).orElse(null));
    }

    static Round of(LetterReplay.Round round) {
        return new Round(
                round.letters().stream().map(LetterDocuments::of).toList(),
                round.next().isPresent(),
                round.next().map(LetterPlace::toString).orElse(null));
    }

    private static String address(LettersQuery query, LetterPlace next) {
        StringBuilder address = new StringBuilder("/v1/dead-letters?limit=")
                .append(query.limit())
                .append("&after=")
                .append(encoded(next.toString()));
        if (query.paths().size() < DeliveryPath.values().length) {
            query.paths().forEach(path -> address.append("&path=").append(path.label()));
        }
        query.kind().ifPresent(kind -> address.append("&kind=").append(encoded(kind)));
        query.code().ifPresent(code -> address.append("&code=").append(encoded(code)));
        query.waiting().ifPresent(waiting -> address.append("&waiting=").append(waiting));
        return address.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
