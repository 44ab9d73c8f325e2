package io.aguacero.aggregation.fold;

import com.google.protobuf.ByteString;
import io.aguacero.aggregation.fold.KindPlan.GroupingPlan;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.PlainReader;
import io.aguacero.contracts.kinds.ValueSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The payloads of a kind that can be read without a tree, as {@link PlainReader} decides; groups and values are the same as
 * by the tree. Keeps the last payload; not safe for threads.
 */
final class PlainPayloads {
    private static final int BYTES_MAX = 4_096;

    private final PlainReader reader;
    private final List<int[]> groupings;
    private final List<ValueSpec> values;
    private final int[] valuePlaces;
    private final byte[] payload = new byte[BYTES_MAX];

    private PlainPayloads(PlainReader reader, List<int[]> groupings, List<ValueSpec> values) {
        this.reader = reader;
        this.groupings = groupings;
        this.values = values;
        this.valuePlaces = values.stream().mapToInt(reader::placeOf).toArray();
    }

    /** Of a kind; empty when its payloads always need a tree. */
    static Optional<PlainPayloads> of(EventKind kind, List<GroupingPlan> plans) {
        return PlainReader.of(kind).flatMap(reader -> {
            List<int[]> groupings = new ArrayList<>();
            for (GroupingPlan plan : plans) {
                int[] places = plan.by().stream().mapToInt(reader::placeOf).toArray();
                for (int place : places) {
                    if (place < 0 || !reader.isText(place)) {
                        return Optional.empty();
                    }
                }
                groupings.add(places);
            }
            return Optional.of(
                    new PlainPayloads(reader, groupings, kind.aggregate().values()));
        });
    }

    /** Reads a payload; false when it needs a tree. */
    boolean read(ByteString given) {
        int length = given.size();
        if (length > BYTES_MAX) {
            return false;
        }
        given.copyTo(payload, 0);
        return reader.read(payload, 0, length);
    }

    /** The group of each grouping, as {@link GroupKey} writes it. */
    List<String> groups() {
        List<String> groups = new ArrayList<>(groupings.size());
        for (int i = 0; i < groupings.size(); i++) {
            groups.add(group(groupings.get(i)));
        }
        return groups;
    }

    private String group(int[] places) {
        return switch (places.length) {
            case 0 -> "[]";
            case 1 -> "[" + reader.json(places[0]) + "]";
            case 2 -> "[" + reader.json(places[0]) + "," + reader.json(places[1]) + "]";
            default -> {
                StringBuilder text = new StringBuilder("[").append(reader.json(places[0]));
                for (int i = 1; i < places.length; i++) {
                    text.append(',').append(reader.json(places[i]));
                }
                yield text.append(']').toString();
            }
        };
    }

    /** As {@link CountedEvent#values}. */
    long[] values() {
        long[] scaled = new long[valuePlaces.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = reader.has(valuePlaces[i]) ? reader.scaled(valuePlaces[i], values.get(i)) : CountedEvent.ABSENT;
        }
        return scaled;
    }
}
