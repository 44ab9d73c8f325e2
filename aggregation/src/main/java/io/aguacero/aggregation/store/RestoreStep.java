package io.aguacero.aggregation.store;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One step of filling a shard that has no position, as the arguments of the function {@code aguacero_restore}. The steps of
 * one filling have one token and are numbered from 0; only a store that has all of them takes the next one.
 *
 * @param owner who fills it
 * @param lease how long the shard is to stay the owner's
 * @param token of this filling, different from any other's
 * @param number from 0
 * @param keys to write; those that are there already are added to
 * @param drop names of keys to drop before
 * @param position fields of the position, which end the filling; none before the last step
 */
public record RestoreStep(
        String owner,
        Duration lease,
        String token,
        int number,
        List<StoredKey> keys,
        List<String> drop,
        Map<String, String> position) {

    Request request(ShardKeys shard, String version) {
        Request request = Request.cmd(Command.FCALL)
                .arg("aguacero_restore")
                .arg(1)
                .arg(shard.prefix())
                .arg(version)
                .arg(owner)
                .arg(lease.toMillis())
                .arg(token)
                .arg(number);
        request.arg(drop.size());
        drop.forEach(request::arg);
        request.arg(keys.size());
        keys.forEach(key -> {
            request.arg(key.type().label()).arg(key.name()).arg(key.values().size());
            key.values().forEach(request::arg);
        });
        List<String> fields = new ArrayList<>();
        position.forEach((field, value) -> {
            fields.add(field);
            fields.add(value);
        });
        request.arg(fields.size());
        fields.forEach(request::arg);
        return request;
    }
}
