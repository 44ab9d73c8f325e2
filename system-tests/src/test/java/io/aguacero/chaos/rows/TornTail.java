package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** The store loses power: killed, its journal cut anywhere in its last bytes, and started twice on what is left. */
final class TornTail implements Row {
    private static final int CUT_BYTES_MAX = 20_000;

    @Override
    public int number() {
        return 27;
    }

    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public String fault() {
        return "kill -9 valkey, its append-only file cut in the middle of a transaction, started twice";
    }

    @Override
    public boolean quick() {
        return true;
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(7, 2); i > 0; i--) {
            run.awaitAccepted(100);
            run.stack().hold("valkey");
            run.kill("valkey");
            cut(run);
            run.stack().valkey().start();
            run.stack().valkey().kill();
            run.stack().release("valkey");
            run.stack().awaitReady("valkey");
            run.awaitAccepted(100);
        }
    }

    private static void cut(ChaosRun run) throws IOException {
        Path file = newest(run.stack().valkey().journal());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long cut = Math.min(channel.size(), 1 + run.random().nextInt(CUT_BYTES_MAX));
            channel.truncate(channel.size() - cut);
            run.note("the last " + cut + " bytes of its journal gone");
        }
    }

    private static Path newest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }
}
