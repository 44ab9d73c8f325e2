package io.aguacero.experiments;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.Map;

/** The private RabbitMQ beside the experiment, driven by broker.sh. */
final class Broker {
    static final String STREAM = "experiment";
    private static final String SCRIPT = System.getProperty("experiment.script");
    private static final String DIRECTORY = System.getProperty("experiment.directory");
    private static final int PORT = Integer.getInteger("experiment.port", 28672);

    private Broker() {}

    static void declareStream() throws Exception {
        try (Connection connection = connect()) {
            connection.createChannel().queueDeclare(STREAM, true, false, false, Map.of("x-queue-type", "stream"));
        }
    }

    static Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(PORT);
        return factory.newConnection();
    }

    static void killAndStart() throws IOException, InterruptedException {
        run("kill");
        run("start");
    }

    private static void run(String action) throws IOException, InterruptedException {
        int code = new ProcessBuilder(SCRIPT, action, DIRECTORY).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("broker.sh " + action + " returned " + code);
        }
    }
}
