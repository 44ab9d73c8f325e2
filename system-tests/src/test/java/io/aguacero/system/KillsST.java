package io.aguacero.system;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The same year of weather while one process after the other is killed: the client sends again what wasn't answered 202,
 * run.sh starts again what died, and the totals are still exact.
 */
@ExtendWith(RunningPipeline.class)
class KillsST {
    private static final String KIND = "replayed.observation";
    private static final int BATCH = 30;
    private static final int AT_ONCE = 4;

    @Test
    void aReplayThatOutlivesEveryProcessOnceIsStillCountedExactly(Pipeline pipeline) throws Exception {
        List<String> events = Fold.observations().stream()
                .map(event -> event.replace("\"weather.observation\"", "\"" + KIND + "\""))
                .toList();
        int part = events.size() / Pipeline.PROCESSES.size() + 1;

        for (int i = 0; i < Pipeline.PROCESSES.size(); i++) {
            List<String> mine = events.subList(i * part, Math.min((i + 1) * part, events.size()));
            List<String> before = mine.subList(0, mine.size() / 4);
            List<String> during = mine.subList(mine.size() / 4, mine.size());
            pipeline.ingress().sendAll(Observations.batches(before, BATCH), AT_ONCE);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(
                    () -> pipeline.ingress().sendAll(Observations.batches(during, BATCH), AT_ONCE));
            String victim = Pipeline.PROCESSES.get(i);
            ProcessHandle killed = pipeline.kill(victim);
            sending.get(2, TimeUnit.MINUTES);
            pipeline.awaitSuccessor(victim, killed);
        }
        pipeline.settle();

        Fold.ofObservations(KIND).expectShown(pipeline.insights(), KIND, Observations.FROM, Observations.TO);
    }
}
