package io.aguacero.system;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A year of real weather, twice: totals and windows of both paths are those of an independent fold of the file. */
@ExtendWith(RunningPipeline.class)
class ObservationsST {
    private static final int AT_ONCE = 16;

    @Test
    void aYearOfWeatherIsCountedToTheLastDigitHoweverItIsSentAndSentAgain(Pipeline pipeline) {
        List<String> events = Fold.observations();
        List<String> first = events.subList(0, events.size() / 2);
        List<String> second = events.subList(events.size() / 2, events.size());
        Fold expected = Fold.ofObservations("weather.observation");

        pipeline.ingress().sendAll(Observations.single(first), AT_ONCE);
        pipeline.ingress().sendAll(Observations.batches(second, 500), AT_ONCE);
        pipeline.settle();

        expected.expectShown(pipeline.insights(), "weather.observation", Observations.FROM, Observations.TO);

        pipeline.ingress().sendAll(Observations.batches(first, 500), AT_ONCE);
        pipeline.ingress().sendAll(Observations.single(second), AT_ONCE);
        pipeline.settle();

        expected.expectShown(pipeline.insights(), "weather.observation", Observations.FROM, Observations.TO);
    }
}
