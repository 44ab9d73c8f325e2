package io.aguacero.insights.live;

import java.util.concurrent.CompletionStage;

/** Who knows what flows. Its stages never complete exceptionally, and don't take longer than a few seconds. */
public interface FlowSource {
    /** What flows now. */
    CompletionStage<Flow> read();
}
