package io.aguacero.insights.valkey;

import io.aguacero.aggregation.store.ShardKeys;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.LetterId;
import io.aguacero.insights.Answer;
import io.aguacero.insights.letters.WaitingLetters;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Asks the store which letters wait; it changes nothing there. */
public final class LetterStore implements WaitingLetters {
    private final StoreRequests store;
    private final int shards;

    /**
     * @param shards how many the installation has
     * @param deadline of one answer
     */
    public LetterStore(Redis redis, int shards, Duration deadline) {
        this.store = new StoreRequests(redis, deadline, "which dead letters wait");
        this.shards = shards;
    }

    @Override
    public CompletionStage<Answer<Set<LetterId>>> among(Collection<LetterId> letters) {
        List<LetterId> asked = List.copyOf(letters);
        List<Request> requests = asked.stream()
                .map(letter -> Request.cmd(Command.ZSCORE)
                        .arg(ShardKeys.of(letter.path(), letter.shard()).letters())
                        .arg(letter.withinShard()))
                .toList();
        return store.answer(requests, scores -> {
            Set<LetterId> waiting = new HashSet<>();
            for (int i = 0; i < asked.size(); i++) {
                if (scores.get(i) != null) {
                    waiting.add(asked.get(i));
                }
            }
            return waiting;
        });
    }

    @Override
    public CompletionStage<Answer<Map<DeliveryPath, Long>>> counts() {
        List<Request> requests = new ArrayList<>();
        for (DeliveryPath path : DeliveryPath.values()) {
            for (int shard = 0; shard < shards; shard++) {
                requests.add(
                        Request.cmd(Command.ZCARD).arg(ShardKeys.of(path, shard).letters()));
            }
        }
        return store.answer(requests, cards -> {
            Map<DeliveryPath, Long> counts = new EnumMap<>(DeliveryPath.class);
            for (int i = 0; i < cards.size(); i++) {
                Response card = cards.get(i);
                counts.merge(DeliveryPath.values()[i / shards], card == null ? 0 : card.toLong(), Long::sum);
            }
            return counts;
        });
    }
}
