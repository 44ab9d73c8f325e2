package io.aguacero.chaos.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process may open no file and no connection more for a while; it goes on by itself afterwards. */
record NoFiles(String process, boolean breaksDoor) implements Row {
    @Override
    public int number() {
        return 46;
    }

    @Override
    public String fault() {
        return "no file descriptor left for " + process + ", for 6 s";
    }

    @Override
    public void run(ChaosRun run) throws IOException, InterruptedException {
        long pid = run.stack().process(process).pid();
        String before = softLimit(pid);
        run.note("prlimit --nofile of " + process);
        limit(pid, "3");
        run.during(Duration.ofSeconds(6));
        limit(pid, before);
        run.stack().awaitReady(process);
        run.awaitAccepted(100);
        assertEquals(pid, run.stack().process(process).pid(), () -> process + " didn't recover by itself");
    }

    private static String softLimit(long pid) throws IOException {
        try (Stream<String> limits = Files.lines(Path.of("/proc/" + pid + "/limits"))) {
            return limits.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +")[3])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void limit(long pid, String soft) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + soft + ":")
                .inheritIO()
                .start();
        if (!prlimit.waitFor(10, TimeUnit.SECONDS) || prlimit.exitValue() != 0) {
            throw new IllegalStateException("prlimit is refused");
        }
    }
}
