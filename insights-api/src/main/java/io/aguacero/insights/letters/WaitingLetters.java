package io.aguacero.insights.letters;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.LetterId;
import io.aguacero.insights.Answer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Which letters wait to be replayed, as the store has it. Its stages never complete exceptionally. */
public interface WaitingLetters {
    /** Those of the letters that wait. */
    CompletionStage<Answer<Set<LetterId>>> among(Collection<LetterId> letters);

    /** How many wait on each path. */
    CompletionStage<Answer<Map<DeliveryPath, Long>>> counts();
}
