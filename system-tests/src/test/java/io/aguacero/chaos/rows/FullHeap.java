package io.aguacero.chaos.rows;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.aguacero.chaos.ChaosRun;
import io.aguacero.chaos.Row;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A process whose heap is full: it has to end, and not to go on with some of its threads dead. */
record FullHeap(String process, boolean breaksDoor) implements Row {
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    @Override
    public int number() {
        return 46;
    }

    @Override
    public String fault() {
        return "the heap of " + process + " full";
    }

    @Override
    public void run(ChaosRun run) throws Exception {
        Path agent = agent();
        try {
            for (int i = run.times(2, 1); i > 0; i--) {
                run.during(Duration.ofMillis(100), Duration.ofSeconds(1));
                run.note("the heap of " + process + " filled");
                long pid = run.stack().process(process).pid();
                fill(pid, agent);
                if (!Until.within(END_LIMIT, () -> run.stack().process(process).pid() != pid)) {
                    throw new AssertionError(process + " goes on without memory");
                }
                run.stack().awaitReady(process);
                run.awaitAccepted(100);
            }
        } finally {
            Files.delete(agent);
        }
    }

    private static void fill(long pid, Path agent)
            throws AttachNotSupportedException, AgentLoadException, AgentInitializationException {
        try {
            VirtualMachine.attach(Long.toString(pid)).loadAgent(agent.toString());
        } catch (IOException ended) {
            // As it should: the answer to this call died with the process. That it did is looked at by its id.
        }
    }

    private static Path agent() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Agent-Class"), HeapFiller.class.getName());
        String file = HeapFiller.class.getName().replace('.', '/') + ".class";
        Path jar = Files.createTempFile("heap-filler", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = HeapFiller.class.getResourceAsStream("/" + file)) {
            out.putNextEntry(new JarEntry(file));
            Objects.requireNonNull(code).transferTo(out);
        }
        return jar;
    }
}
