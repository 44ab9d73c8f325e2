package io.aguacero.chaos.rows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;

/** A stream's binding is deleted: nothing of its shard may be called stored until it is bound again, by itself. */
final class Unbound implements Row {
    @Override
    public int number() {
        return 24;
    }

    @Override
    public String fault() {
        return "the binding of a RabbitMQ stream deleted";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws Exception {
        for (int i = run.times(4, 1); i > 0; i--) {
            int shard = run.random().nextInt(4);
            run.note("binding of shard " + shard + " deleted");
            try (Connection connection = run.planting().rabbitMq();
                    Channel channel = connection.createChannel()) {
                channel.queueUnbind("aguacero.events." + shard, "aguacero.events", Integer.toString(shard));
            }
            run.awaitAccepted(100);
        }
    }
}
