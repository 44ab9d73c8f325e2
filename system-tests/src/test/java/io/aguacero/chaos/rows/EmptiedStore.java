package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Everything in the store is gone at once. */
final class EmptiedStore implements Row {
    @Override
    public int number() {
        return 29;
    }

    @Override
    public String fault() {
        return "FLUSHALL";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(3, 1); i > 0; i--) {
            run.note("FLUSHALL");
            URI valkey = URI.create(run.stack().valkey().redisUri());
            try (Socket socket = new Socket(valkey.getHost(), valkey.getPort())) {
                socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() != '+') {
                    throw new IllegalStateException("FLUSHALL is refused");
                }
            }
            run.awaitAccepted(300);
        }
    }
}
