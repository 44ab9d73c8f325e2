package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.time.Duration;

/** RabbitMQ takes nothing in because its disk, and then its memory, is said to be full: publishers are blocked. */
final class BrokerAlarm implements Row {
    @Override
    public int number() {
        return 23;
    }

    @Override
    public String fault() {
        return "RabbitMQ's disk alarm, then its memory alarm";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) {
        run.note("set_disk_free_limit 900000GB");
        run.stack().rabbitMq().control("set_disk_free_limit", "900000GB");
        run.during(Duration.ofSeconds(run.times(15, 7)));
        run.stack().rabbitMq().control("set_disk_free_limit", "50MB");
        run.awaitAccepted(50);
        if (run.times(1, 0) == 1) {
            run.note("set_vm_memory_high_watermark 0.00001");
            run.stack().rabbitMq().control("set_vm_memory_high_watermark", "0.00001");
            run.during(Duration.ofSeconds(15));
            run.stack().rabbitMq().control("set_vm_memory_high_watermark", "0.4");
            run.awaitAccepted(50);
        }
    }
}
