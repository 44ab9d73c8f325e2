package io.aguacero.aggregation;

import static io.aguacero.aggregation.ApplyFollower.Fate.COUNTED;
import static io.aguacero.aggregation.ApplyFollower.Fate.DEAD_LETTERED;
import static io.aguacero.aggregation.ApplyFollower.Fate.DUPLICATE;
import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.poisoned;
import static io.aguacero.aggregation.Events.record;
import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who follows events hears of each call what came of it, and of each event what became of it. */
class FollowedIT extends OnRealStore {
    private final List<List<ApplyFollower.Fate>> fates = new ArrayList<>();
    private final List<ShardStep> failures = new ArrayList<>();

    private ShardApplier followed() {
        fixture.follower = (shard, records) -> (step, all) -> {
            if (step instanceof ShardStep.Applied) {
                fates.add(all.get());
            } else {
                failures.add(step);
            }
        };
        return fixture.opened("a");
    }

    @Test
    void whatBecameOfEachEventIsToldInTheOrderOfTheLog() {
        ShardApplier applier = followed();
        await(applier.apply(List.of(
                record(0, at(1, "1", level("x", "1")), at(1, "2", "{}"), at(1, "1", level("x", "1"))),
                poisoned(1),
                record(2, at(1, "3", level("x", "1"))))));
        await(applier.apply(List.of(record(3, at(1, "3", level("x", "1")), at(1, "4", level("x", "1"))))));

        assertEquals(
                List.of(
                        List.of(COUNTED, DEAD_LETTERED, DUPLICATE, DEAD_LETTERED, COUNTED),
                        List.of(DUPLICATE, COUNTED)),
                fates);
        assertEquals(List.of(), failures);
    }

    @Test
    void aCallThatAppliedNothingIsToldAsSuch() {
        ShardApplier applier = followed();
        fixture.deadLettersConfirm = false;
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1"))), poisoned(1))));

        assertEquals(List.of(), fates);
        assertInstanceOf(ShardStep.DeadLettersDown.class, failures.getFirst());
        assertEquals(1, failures.size());
    }
}
