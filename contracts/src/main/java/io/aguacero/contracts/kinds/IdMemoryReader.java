package io.aguacero.contracts.kinds;

import java.time.Duration;
import java.util.Optional;

/** Reads how long ids are remembered. */
final class IdMemoryReader {
    private static final Duration HORIZON_MAX = Duration.ofDays(36_500);
    /** Beyond it a kind is an archive's. */
    private static final Duration LIVE_HORIZON_MAX = Duration.ofDays(7);

    private static final Duration BUCKET_MAX = Duration.ofDays(1);
    /** An event that the door stamped is looked up in each of them. */
    private static final long LIVE_BUCKETS_MAX = 1_000;

    private IdMemoryReader() {}

    static Optional<IdMemory> read(YamlValue value, boolean timeRequired) {
        Optional<YamlObject> section = value.object("ids");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        Optional<YamlValue> horizonValue = section.get().required("horizon");
        Optional<YamlValue> bucketValue = section.get().required("bucket");
        section.get().refuseUnknown();
        Optional<Duration> horizon = horizonValue.flatMap(YamlValue::duration);
        Optional<Duration> bucket = bucketValue.flatMap(YamlValue::duration);
        horizon.ifPresent(length -> checkHorizon(horizonValue.orElseThrow(), length, timeRequired));
        if (bucket.isPresent() && bucket.get().compareTo(BUCKET_MAX) > 0) {
            bucketValue.orElseThrow().refuse("the bucket must be at most a day");
        }
        if (horizon.isEmpty() || bucket.isEmpty()) {
            return Optional.empty();
        }
        long buckets = horizon.get().multipliedBy(2).dividedBy(bucket.get());
        if (!timeRequired && buckets > LIVE_BUCKETS_MAX) {
            bucketValue
                    .orElseThrow()
                    .refuse("twice the horizon holds " + buckets + " buckets, more than " + LIVE_BUCKETS_MAX
                            + ": choose wider buckets, or say time: required");
        }
        return Optional.of(new IdMemory(horizon.get(), bucket.get()));
    }

    private static void checkHorizon(YamlValue value, Duration horizon, boolean timeRequired) {
        if (horizon.compareTo(HORIZON_MAX) > 0) {
            value.refuse("the horizon must be at most " + HORIZON_MAX.toDays() + "d");
        } else if (horizon.compareTo(LIVE_HORIZON_MAX) > 0 && !timeRequired) {
            value.refuse("a horizon beyond " + LIVE_HORIZON_MAX.toDays()
                    + "d is for archives, which must say time: required");
        }
    }
}
