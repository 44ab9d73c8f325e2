package io.aguacero.chaos.rows;

import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process may open no file and no connection more for a while. */
record NoFiles(String process, boolean breaksDoor) implements Row {
    @Override
    public int number() {
        return 46;
    }

    @Override
    public String fault() {
        return "no file descriptor left for " + process + ", for 6 s, and killed connections that it can't replace";
    }

    @Override
    public void run(ChaosRun run) throws IOException, InterruptedException {
        long pid = run.stack().process(process).pid();
        run.note("prlimit --nofile of " + process);
        limit(pid, "3:1048576");
        run.during(Duration.ofSeconds(6));
        limit(pid, "1048576:1048576");
        run.awaitAccepted(100);
    }

    private static void limit(long pid, String nofile) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + nofile)
                .inheritIO()
                .start();
        if (!prlimit.waitFor(10, TimeUnit.SECONDS) || prlimit.exitValue() != 0) {
            throw new IllegalStateException("prlimit is refused");
        }
    }
}
