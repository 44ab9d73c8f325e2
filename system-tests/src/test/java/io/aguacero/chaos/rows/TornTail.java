package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** The store loses power: killed, its journal damaged anywhere in its last bytes, and started twice on what is left. */
final class TornTail implements Row {
    private static final int BYTES_MAX = 20_000;
    private static final int ZEROS_MORE = 4_096;

    private final Damage damage;

    TornTail(Damage damage) {
        this.damage = damage;
    }

    /** What a disk may have of a file's last writes. */
    enum Damage {
        /** They aren't there. */
        CUT(27, "its append-only file cut in the middle of a transaction"),
        /** The file is as long as they made it, or longer, and holds zeros there. */
        ZEROED(28, "the end of its append-only file zeros");

        private final int row;
        private final String words;

        Damage(int row, String words) {
            this.row = row;
            this.words = words;
        }
    }

    @Override
    public int number() {
        return damage.row;
    }

    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public String fault() {
        return "kill -9 valkey, " + damage.words + ", started twice";
    }

    @Override
    public boolean quick() {
        return damage == Damage.CUT;
    }

    @Override
    public void run(ChaosRun run) throws IOException {
        for (int i = run.times(7, 2); i > 0; i--) {
            run.awaitAccepted(100);
            run.stack().hold("valkey");
            run.kill("valkey");
            damage(run);
            run.stack().valkey().start();
            run.stack().valkey().kill();
            run.stack().release("valkey");
            run.stack().awaitReady("valkey");
            run.awaitAccepted(100);
        }
    }

    private void damage(ChaosRun run) throws IOException {
        Path file = newest(run.stack().valkey().journal());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = channel.size();
            int bytes = (int) Math.min(size, 1 + run.random().nextInt(BYTES_MAX));
            switch (damage) {
                case CUT -> channel.truncate(size - bytes);
                case ZEROED -> channel.write(ByteBuffer.allocate(bytes + ZEROS_MORE), size - bytes);
            }
            run.note("the last " + bytes + " bytes of its journal gone");
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
