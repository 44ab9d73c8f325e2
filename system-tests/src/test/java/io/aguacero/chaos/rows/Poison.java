package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.util.List;
import java.util.Map;

/** Records that the pipeline would never make, straight in both logs: dead letters, and the rest flows on. */
final class Poison implements Row {
    private static final String JSON = "application/json";
    private static final String PACK = "application/cloudevents-batch+json";

    @Override
    public int number() {
        return 47;
    }

    @Override
    public String fault() {
        return "poison straight in both logs";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws Exception {
        for (int i = run.times(10, 2); i > 0; i--) {
            String mark = Long.toHexString(run.random().nextLong());
            int shard = run.random().nextInt(4);
            run.note("poison " + mark + " in shard " + shard + " of both logs");
            String broken = "{\"broken\": " + mark;
            String hot = "{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":\"hot\",\"humidity\":\""
                    + mark + "\"}";
            String unknown = "{\"unknown\":\"" + mark + "\"}";
            run.planting().inKafka(shard, Map.of(), broken);
            run.planting().inKafka(shard, headers("weather.tweet", mark + "-hot"), hot);
            run.planting().inKafka(shard, headers("no.such.kind", mark + "-unknown"), unknown);
            run.planting().inRabbitMq(shard, JSON, Map.of(), broken, List.of(broken));
            run.planting().inRabbitMq(shard, JSON, rabbit(headers("weather.tweet", mark + "-hot")), hot, List.of(hot));
            run.planting()
                    .inRabbitMq(
                            shard,
                            PACK,
                            Map.of(),
                            "{\"no\":\"array" + mark + "\"}",
                            List.of("{\"no\":\"array" + mark + "\"}"));
            List<String> items = List.of("{\"item\":\"" + mark + "\"}", "\"" + mark + "\"");
            run.planting().inRabbitMq(shard, PACK, Map.of(), "[" + String.join(" , ", items) + "]", items);
            run.awaitAccepted(50);
        }
    }

    private static Map<String, String> headers(String kind, String id) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", id,
                "ce_source", "urn:chaos:poison",
                "ce_type", kind,
                "ce_time", "2026-03-01T12:00:00.000000Z",
                "ce_acceptedat", "2026-03-01T12:00:00.000000Z",
                "content-type", JSON);
    }

    private static Map<String, String> rabbit(Map<String, String> headers) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.remove("content-type");
        all.put("ce_partitionkey", "mixco");
        return all;
    }
}
