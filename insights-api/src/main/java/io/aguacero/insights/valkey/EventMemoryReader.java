package io.aguacero.insights.valkey;

import io.aguacero.aggregation.store.ShardKeys;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.Answer;
import io.aguacero.insights.EventQuery;
import io.aguacero.insights.lineage.EventMemory;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks each shard for its position and for an event's id at one moment, by a script that only reads. */
public final class EventMemoryReader implements EventMemory {
    private static final String SCRIPT = """
            local position = redis.call('HMGET', KEYS[1] .. ':pos', 'next', 'logtime:' .. ARGV[1])
            local counted = 0
            for i = 3, #ARGV do
              local ids = KEYS[1] .. ':ids:' .. ARGV[1] .. ':' .. ARGV[i]
              if redis.call('SISMEMBER', ids, ARGV[2]) == 1 then counted = 1 end
            end
            return { position[1] or '0', position[2] or '0', counted }""";

    private final StoreRequests store;
    private final int shards;

    /**
     * @param shards how many the installation has
     * @param deadline of one question
     */
    public EventMemoryReader(Redis redis, int shards, Duration deadline) {
        this.store = new StoreRequests(redis, deadline, "whether it remembers the event");
        this.shards = shards;
    }

    @Override
    public CompletionStage<Answer<List<OnShard>>> of(DeliveryPath path, EventQuery query, List<Long> buckets) {
        Buffer identity = Buffer.buffer(query.identity());
        List<Request> requests = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            Request request = Request.cmd(Command.EVAL_RO)
                    .arg(SCRIPT)
                    .arg(1)
                    .arg(ShardKeys.of(path, shard).prefix())
                    .arg(query.kind().name())
                    .arg(identity);
            buckets.forEach(request::arg);
            requests.add(request);
        }
        return store.answer(
                requests,
                answers -> answers.stream().map(EventMemoryReader::onShard).toList());
    }

    private static OnShard onShard(Response answer) {
        return new OnShard(
                answer.get(0).toLong(), answer.get(1).toLong(), answer.get(2).toInteger() == 1);
    }
}
