package io.aguacero.localstack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for a message about what went wrong. */
final class LogTail {
    private static final int READ_BYTES_MAX = 16 * 1024;

    private LogTail() {}

    static String of(Path log, int linesMax) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - READ_BYTES_MAX);
            byte[] end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
            // The frames of a stack trace would push its reason, which stands above them, out of sight.
            List<String> lines = new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("\t"))
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - linesMax), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }
}
