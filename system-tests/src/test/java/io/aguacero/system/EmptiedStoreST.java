package io.aguacero.system;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The store is emptied while events come in: both paths fill it again by themselves, to the same exact totals. */
@ExtendWith(RunningPipeline.class)
class EmptiedStoreST {
    private static final String KIND = "emptied.observation";
    private static final int BATCH = 30;
    private static final int AT_ONCE = 2;

    @Test
    void anEmptiedStoreIsFilledAgainOnBothPathsToTheExactTotals(Pipeline pipeline) throws Exception {
        List<String> events = Fold.observations().stream()
                .map(event -> event.replace("\"weather.observation\"", "\"" + KIND + "\""))
                .toList();
        List<String> before = events.subList(0, events.size() / 2);
        pipeline.ingress().sendAll(Observations.batches(before, BATCH), AT_ONCE);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> pipeline.ingress()
                .sendAll(Observations.batches(events.subList(before.size(), events.size()), BATCH), AT_ONCE));
        pipeline.emptyStore();
        sending.get(2, TimeUnit.MINUTES);
        pipeline.settle();

        for (String path : List.of("kafka", "rabbitmq")) {
            var unused = Waiting.until(
                    "path " + path + " is complete",
                    Duration.ofSeconds(90),
                    () -> pipeline.insights()
                            .get("/v1/kinds/" + KIND + "/totals?path=" + path)
                            .filter(totals ->
                                    totals.at("/paths/" + path + "/complete").asBoolean()));
        }
        Fold.ofObservations(KIND).expectShown(pipeline.insights(), KIND, Observations.FROM, Observations.TO);
        pipeline.ingress().sendAll(Observations.batches(before, BATCH), AT_ONCE);
        pipeline.settle();
        Fold.ofObservations(KIND).expectShown(pipeline.insights(), KIND, Observations.FROM, Observations.TO);
    }
}
