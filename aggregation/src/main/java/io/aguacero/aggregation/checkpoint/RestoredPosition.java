package io.aguacero.aggregation.checkpoint;

import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.store.StoredPosition.Resume;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Where a lost shard begins to be read again, as fields of its position. */
record RestoredPosition(Map<String, String> fields) {
    /** The beginning of the log, where there is no checkpoint. */
    static Map<String, String> beginning(LogBounds bounds) {
        Map<String, String> fields = new HashMap<>();
        nothingApplied(fields, bounds.first());
        fields.put("complete", bounds.first() == 0 ? "1" : "0");
        fields.put("goal", Long.toString(bounds.end()));
        return fields;
    }

    /**
     * After a checkpoint, or as far before it as ids have to be remembered. History that the log has lost on the way makes
     * the shard incomplete: records that were never counted, or ids that can't be remembered any more.
     *
     * @param bounds of the log, which reaches up to the checkpoint
     * @param reach of each kind in force
     */
    static RestoredPosition of(CheckpointHeader header, LogBounds bounds, Map<String, Duration> reach) {
        Mark at = header.mark();
        long wanted = Marks.warmFrom(header.marks(), at, reach);
        long counting = Math.max(at.offset(), bounds.first());
        long next = Math.max(wanted, bounds.first());
        Map<String, String> fields = new HashMap<>(header.position());
        if (next < counting || counting > at.offset()) {
            nothingApplied(fields, next);
        }
        if (next < counting) {
            long last = Long.parseLong(header.position().get("offset"));
            Resume resume = last < bounds.first()
                    ? new Resume(counting, -1, "")
                    : new Resume(counting, last, header.position().get("fp"));
            fields.put("resume", resume.text());
        }
        if (wanted < bounds.first()) {
            fields.put("complete", "0");
        }
        fields.put("goal", Long.toString(bounds.end()));
        return new RestoredPosition(fields);
    }

    private static void nothingApplied(Map<String, String> fields, long next) {
        fields.put("next", Long.toString(next));
        fields.put("offset", "-1");
        fields.put("fp", "");
    }

    @Override
    public String toString() {
        String next = fields.get("next");
        String resume = fields.getOrDefault("resume", next);
        return "the log is read from " + next + " and counted from " + resume.replaceFirst(" .*", "")
                + (fields.get("complete").equals("1") ? "" : "; history is missing");
    }
}
