package io.aguacero.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.aggregation.LogCursor.Selection;
import io.aguacero.aggregation.store.StoredPosition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of the records given are applied. */
class LogCursorTest {
    private final LogCursor cursor = new LogCursor();

    private static StoredPosition behind(long offset) {
        return new StoredPosition(offset + 1, offset, "fp-" + offset, Map.of());
    }

    private static List<LogRecord> records(long... offsets) {
        return Arrays.stream(offsets)
                .mapToObj(offset -> new LogRecord(offset, "fp-" + offset, List.of()))
                .toList();
    }

    private List<Long> selected(long... offsets) {
        var next = assertInstanceOf(Selection.Next.class, cursor.select(records(offsets)));
        return next.records().stream().map(LogRecord::offset).toList();
    }

    @Test
    void aNewLogIsReadFromItsFirstRecordWhateverItsOffsetOnceItIsGivenTwice() {
        assertEquals(0, cursor.adopt(new StoredPosition(0, -1, "", Map.of())));
        assertEquals(List.of(), beforeTheGap(3, 4));
        assertEquals(0, cursor.rewindToNext());
        assertEquals(List.of(3L, 4L), selected(3, 4));
    }

    @Test
    void theFirstRecordOfALogThatGotLostIsAskedForAgain() {
        cursor.adopt(new StoredPosition(0, -1, "", Map.of()));
        assertEquals(List.of(), beforeTheGap(1, 2));
        cursor.rewindToNext();
        assertEquals(List.of(0L, 1L, 2L), selected(0, 1, 2));
    }

    @Test
    void theLastAppliedRecordThatGotLostIsAskedForAgain() {
        cursor.adopt(behind(9));
        assertEquals(List.of(), beforeTheGap(10, 11));
        assertEquals(9, cursor.rewindToNext());
        assertEquals(List.of(10L, 11L), selected(9, 10, 11));
    }

    @Test
    void theLastAppliedRecordIsReadAgainAndNotApplied() {
        assertEquals(9, cursor.adopt(behind(9)));
        assertEquals(List.of(10L), selected(9, 10));
    }

    @Test
    void anOffsetThatIsLeftOutIsReadAgainAndBelievedWhenItIsLeftOutAgain() {
        cursor.adopt(behind(9));
        assertEquals(List.of(10L, 11L), beforeTheGap(9, 10, 11, 14, 15));
        cursor.advance(records(11).getFirst(), Map.of());

        assertEquals(12, cursor.rewindToNext());
        assertEquals(List.of(), selected(16, 17), "given before the seek took effect");
        assertEquals(List.of(14L, 15L, 16L), selected(14, 15, 16));
    }

    @Test
    void recordsThatGotLostBetweenTwoDeliveriesAreAskedForAgain() {
        cursor.adopt(behind(9));
        selected(9, 10);
        cursor.advance(records(10).getFirst(), Map.of());

        assertEquals(List.of(), beforeTheGap(13, 14));
        assertEquals(11, cursor.rewindToNext());
        assertEquals(List.of(11L, 12L, 13L, 14L), selected(11, 12, 13, 14));
    }

    private List<Long> beforeTheGap(long... offsets) {
        var gap = assertInstanceOf(Selection.Gap.class, cursor.select(records(offsets)));
        return gap.records().stream().map(LogRecord::offset).toList();
    }

    @Test
    void anotherRecordInItsPlaceIsAFork() {
        cursor.adopt(new StoredPosition(10, 9, "another", Map.of()));
        assertEquals(new Selection.Forked(9), cursor.select(records(9)));
    }

    @Test
    void noRecordInItsPlaceIsAForkOnceItIsMissingTwice() {
        cursor.adopt(behind(9));
        assertEquals(List.of(), beforeTheGap(10));
        assertEquals(9, cursor.rewindToNext());
        assertEquals(new Selection.Forked(9), cursor.select(records(10)));
    }

    @Test
    void recordsGivenBeforeASeekBackTakesEffectArePassedOver() {
        cursor.adopt(new StoredPosition(0, -1, "", Map.of()));
        selected(0, 1, 2, 3, 4, 5);
        assertEquals(2, cursor.adopt(behind(2)));
        assertEquals(List.of(), selected(6, 7));
        assertEquals(List.of(), selected(9));
        assertEquals(List.of(3L, 4L), selected(2, 3, 4));
        assertEquals(List.of(5L, 6L), selected(5, 6));
    }

    @Test
    void aSecondSeekBackCountsFromWhatWasGivenLast() {
        cursor.adopt(new StoredPosition(0, -1, "", Map.of()));
        selected(0, 1, 2, 3, 4, 5, 6, 7);
        cursor.adopt(behind(4));
        selected(4, 5);
        cursor.adopt(behind(1));
        assertEquals(List.of(), selected(6, 7));
        assertEquals(List.of(2L), selected(1, 2));
    }

    @Test
    void aSeekBackToTheVeryBeginningIsFollowedToo() {
        cursor.adopt(new StoredPosition(0, -1, "", Map.of()));
        selected(0, 1, 2);
        assertEquals(0, cursor.adopt(new StoredPosition(0, -1, "", Map.of())));
        assertEquals(List.of(), selected(3, 4));
        assertEquals(List.of(0L, 1L), selected(0, 1));
    }

    @Test
    void recordsOnTheWayToASeekForwardArePassedOver() {
        cursor.adopt(new StoredPosition(0, -1, "", Map.of()));
        selected(0, 1);
        assertEquals(5, cursor.adopt(behind(5)));
        assertEquals(List.of(6L), selected(2, 3, 5, 6));
        cursor.advance(records(6).getFirst(), Map.of());
        assertEquals(List.of(7L), selected(5, 6, 7));
    }
}
