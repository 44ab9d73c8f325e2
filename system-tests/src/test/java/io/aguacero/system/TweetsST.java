package io.aguacero.system;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever the form of the body, an event is the same event: in the totals, and in the windows of each size. */
@ExtendWith(RunningPipeline.class)
class TweetsST {
    @Test
    void tweetsOfEachBodyFormAreInTheTotalsAndWindowsOfAnIndependentFold(Pipeline pipeline) {
        Instant latest = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Tweets tweets = new Tweets(7, "tweet-", latest).addEachForm(12);

        pipeline.ingress().sendAll(tweets.posts(), 8);
        pipeline.settle();

        Instant earliest = latest.minus(Duration.ofMinutes(10));
        Fold.ofLines("weather.tweet", tweets.lines())
                .expectShown(
                        pipeline.insights(),
                        "weather.tweet",
                        size -> earliest.truncatedTo(size.equals("1d") ? ChronoUnit.DAYS : ChronoUnit.MINUTES),
                        latest.plusSeconds(60));
    }
}
