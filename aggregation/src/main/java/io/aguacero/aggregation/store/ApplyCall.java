package io.aguacero.aggregation.store;

import io.aguacero.aggregation.fold.BatchFold;
import io.aguacero.aggregation.fold.Cell;
import io.aguacero.aggregation.fold.CountedEvent;
import io.aguacero.aggregation.fold.EventId;
import io.aguacero.aggregation.fold.GroupingFold;
import io.aguacero.aggregation.fold.IdGroup;
import io.aguacero.aggregation.fold.LetterStep;
import io.aguacero.aggregation.fold.MinuteSums;
import io.aguacero.aggregation.fold.SumPlace;
import io.aguacero.aggregation.fold.TableFold;
import io.aguacero.aggregation.fold.ValueDelta;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * One batch as the arguments of the function {@code aguacero_apply}, in the order in which {@code aguacero.lua} takes
 * them.
 *
 * @param owner who applies
 * @param lease how long the shard is to stay the owner's
 * @param from where the owner read on from: its own last {@code to}
 * @param previousFingerprint of the record applied last
 * @param to the offset after the batch's last record; equal to {@code from} for a batch without a record
 * @param lastOffset of the batch's last record
 * @param lastFingerprint of the batch's last record
 * @param logTimes the greatest acceptance times up to the batch's end, in microseconds, of the kinds that have events in
 *     the batch; what they have passed is dropped
 * @param fold ids and deltas
 */
public record ApplyCall(
        String owner,
        Duration lease,
        long from,
        String previousFingerprint,
        long to,
        long lastOffset,
        String lastFingerprint,
        Map<String, Long> logTimes,
        BatchFold fold) {
    /** Most id buckets, windows and hours of a kind dropped by one call; what is left over goes with the next ones. */
    static final int DROPS_MAX = 256;

    Request request(ShardKeys keys, String version) {
        Request request = Request.cmd(Command.FCALL)
                .arg("aguacero_apply")
                .arg(1)
                .arg(keys.prefix())
                .arg(version)
                .arg(owner)
                .arg(lease.toMillis())
                .arg(from)
                .arg(previousFingerprint)
                .arg(to)
                .arg(lastOffset)
                .arg(lastFingerprint)
                .arg(DROPS_MAX);
        request.arg(logTimes.size());
        logTimes.forEach((kind, micros) -> request.arg(kind).arg(micros).arg(Math.floorDiv(micros, 1_000L)));
        request.arg(fold.ids().size());
        fold.ids().forEach(group -> ids(request, group));
        request.arg(fold.letterSteps().size());
        fold.letterSteps().forEach(step -> letterStep(request, step));
        request.arg(fold.groupings().size());
        fold.groupings().forEach(grouping -> grouping(request, grouping));
        Collection<MinuteSums.Hour> hours = fold.sums().hours();
        request.arg(hours.size());
        hours.forEach(hour -> hour(request, hour));
        return request;
    }

    private static void hour(Request request, MinuteSums.Hour hour) {
        request.arg(hour.kind()).arg(hour.start());
        if (hour.dropAtMillis() == SumPlace.NEVER) {
            request.arg("");
        } else {
            request.arg(hour.dropAtMillis());
        }
        request.arg(hour.increments().size());
        hour.increments().forEach(increment -> request.arg(increment.field()).arg(increment.by()));
    }

    private static void letterStep(Request request, LetterStep step) {
        switch (step) {
            case LetterStep.Settles(CountedEvent event) -> {
                request.arg("S");
                remembered(request, event);
            }
            case LetterStep.Replays(String letter, CountedEvent event) -> {
                request.arg("R").arg(letter);
                remembered(request, event);
            }
            case LetterStep.Waits(String letter, String replayed, LetterStep.Lost lost) -> {
                EventId id = lost.id();
                request.arg("W").arg(letter);
                request.arg(id == null ? "" : id.hex()).arg(id == null ? new byte[0] : id.bytes());
                request.arg(replayed).arg(lost.kind()).arg(lost.lookups().size());
                lost.lookups().forEach(request::arg);
            }
        }
    }

    private static void remembered(Request request, CountedEvent event) {
        request.arg(event.id().hex()).arg(event.remembered() ? Long.toString(event.home()) : "");
    }

    private static void ids(Request request, IdGroup group) {
        ByteBuffer ids = ByteBuffer.allocate(group.events().size() * EventId.length());
        for (CountedEvent event : group.events()) {
            event.id().writeTo(ids);
        }
        request.arg(group.kind());
        if (group.remembered()) {
            request.arg(group.home()).arg(group.dropAtMillis());
        } else {
            request.arg("").arg("");
        }
        request.arg(ids.array());
        request.arg(group.lookups().size());
        group.lookups().forEach(request::arg);
    }

    private static void grouping(Request request, GroupingFold grouping) {
        request.arg(grouping.kind()).arg(grouping.plan().groupsMax());
        request.arg(grouping.plan().valueNames().size());
        grouping.plan().valueNames().forEach(request::arg);
        request.arg(grouping.groups().size());
        grouping.groups().forEach(request::arg);
        request.arg(1 + grouping.windows().size());
        table(request, grouping, grouping.totals());
        grouping.windows().forEach(table -> table(request, grouping, table));
    }

    private static void table(Request request, GroupingFold grouping, TableFold table) {
        TableFold.WindowKey window = table.window();
        String kind = grouping.kind();
        String label = grouping.plan().label();
        if (window == null) {
            request.arg(ShardKeys.totalsName(kind, label)).arg("").arg("").arg("");
        } else {
            request.arg(ShardKeys.windowName(kind, window.size(), window.startSeconds(), label))
                    .arg(ShardKeys.windowIndexName(kind, window.size()))
                    .arg(window.startSeconds())
                    .arg(window.dropAtMillis());
        }
        request.arg(table.size());
        table.cells((cell, group) -> cell(request, group, cell));
    }

    private static void cell(Request request, int group, Cell cell) {
        request.arg(group + 1).arg(cell.count());
        for (int i = 0; i < cell.values(); i++) {
            ValueDelta delta = cell.value(i);
            if (delta == null) {
                request.arg(0).arg("").arg("").arg("").arg("");
            } else {
                request.arg(delta.count())
                        .arg(delta.sum())
                        .arg(delta.min())
                        .arg(delta.max())
                        .arg(delta.order() + " " + delta.last());
            }
        }
    }
}
