package io.aguacero.experiments;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.health.SmallRyeHealthReporter;

/** Arguments: {@code sending} or {@code reading}. */
@QuarkusMain
public class RabbitConnectorExperiment implements QuarkusApplication {
    private final Sending sending;
    private final Reading reading;
    private final SmallRyeHealthReporter health;

    RabbitConnectorExperiment(Sending sending, Reading reading, SmallRyeHealthReporter health) {
        this.sending = sending;
        this.reading = reading;
        this.health = health;
    }

    /** Prepares the stream, before any channel connects. */
    public static void main(String[] arguments) throws Exception {
        Broker.declareStream();
        if (arguments[0].equals("reading")) {
            Reading.fill();
        }
        Quarkus.run(RabbitConnectorExperiment.class, arguments);
    }

    @Override
    public int run(String... arguments) throws Exception {
        if (arguments[0].equals("sending")) {
            sending.run(this::printHealth);
        } else {
            reading.run(this::printHealth);
        }
        return 0;
    }

    private void printHealth() {
        System.out.println("health says: live " + (health.getLiveness().isDown() ? "DOWN" : "UP") + ", ready "
                + (health.getReadiness().isDown() ? "DOWN" : "UP"));
    }
}
