package io.aguacero.insights.letters;

import io.aguacero.insights.QueryRefusal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where events come in. */
public interface Door {
    /**
     * Sends an event in structured mode.
     *
     * @param replayer with whose key
     * @return empty when it is stored, otherwise why not; never completes exceptionally
     */
    CompletionStage<Optional<QueryRefusal>> send(byte[] event, Replayer replayer);
}
