package io.aguacero.chaos.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Lines that are on disk before whoever writes one goes on; those that come together share one fsync. */
final class SyncedFile implements AutoCloseable {
    private static final Line END = new Line("", new CompletableFuture<>());

    private final FileChannel channel;
    private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;

    private record Line(String text, CompletableFuture<Void> onDisk) {}

    SyncedFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        writer = Thread.ofPlatform().name("sync " + file.getFileName()).start(this::write);
    }

    /** Returns when the text is on disk. */
    void append(String text) {
        Line line = new Line(text, new CompletableFuture<>());
        waiting.add(line);
        line.onDisk.join();
    }

    private void write() {
        try {
            boolean ended = false;
            while (!ended) {
                List<Line> lines = new ArrayList<>(List.of(waiting.take()));
                waiting.drainTo(lines);
                ended = lines.remove(END);
                try {
                    StringBuilder text = new StringBuilder();
                    lines.forEach(line -> text.append(line.text));
                    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(false);
                    lines.forEach(line -> line.onDisk.complete(null));
                } catch (IOException e) {
                    lines.forEach(line -> line.onDisk.completeExceptionally(e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        waiting.add(END);
        try {
            writer.join();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
