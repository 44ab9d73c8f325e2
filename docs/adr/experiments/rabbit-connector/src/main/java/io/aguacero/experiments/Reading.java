package io.aguacero.experiments;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** From which offset the connector reads a stream: at the start, and after the broker was killed and came back. */
@ApplicationScoped
class Reading {
    private final ConcurrentLinkedQueue<Long> offsets = new ConcurrentLinkedQueue<>();

    @Incoming("read")
    CompletionStage<Void> read(Message<byte[]> message) {
        IncomingRabbitMQMetadata metadata =
                message.getMetadata(IncomingRabbitMQMetadata.class).orElseThrow();
        offsets.add(((Number) metadata.getHeaders().get("x-stream-offset")).longValue());
        return message.ack();
    }

    void run(Runnable health) throws Exception {
        Thread.sleep(5_000);
        print("first reading");
        health.run();
        Broker.killAndStart();
        System.out.println("broker is back");
        Thread.sleep(30_000);
        print("after the restart");
        health.run();
    }

    /** Fills the stream with 1000 messages, offsets 0 to 999. */
    static void fill() throws Exception {
        try (Connection connection = Broker.connect();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            for (int i = 0; i < 1_000; i++) {
                channel.basicPublish("", Broker.STREAM, MessageProperties.PERSISTENT_BASIC, new byte[300]);
            }
            channel.waitForConfirmsOrDie(20_000);
        }
    }

    private void print(String when) {
        long last = -1;
        for (long offset : offsets) {
            last = offset;
        }
        System.out.printf("%s: %d messages, first offset %s, last %d%n", when, offsets.size(), offsets.peek(), last);
        offsets.clear();
    }
}
