package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The build's compiler, with the build's own flags, refuses what CONTRIBUTING.md says that it refuses. */
class CompilerConfigurationTest {
    /** Statement to the finding that refuses it. */
    private static final Map<String, String> DEFECTS = Map.of(
            "java.util.concurrent.ForkJoinPool.commonPool().submit(() -> 1);", "FutureReturnValueIgnored",
            "java.util.concurrent.CompletableFuture.runAsync(() -> {});", "FutureReturnValueIgnored",
            "marked();", "CheckReturnValue",
            "try { marked(\"1\"); } catch (RuntimeException e) {}", "EmptyCatch",
            "int forgotten = 1;", "UnusedVariable",
            "System.out.println(new String(new byte[0]));", "DefaultCharset",
            "System.out.println(Integer.valueOf(1000) == Integer.valueOf(1000));", "ReferenceEquality",
            "byte b = 1; b += 1000; System.out.println(b);", "NarrowingCompoundAssignment");

    @TempDir
    Path folder;

    @Test
    void eachDefectIsRefused() throws IOException, InterruptedException {
        StringBuilder source = new StringBuilder("package defects;\nfinal class Defects {\n");
        source.append("@com.google.errorprone.annotations.CheckReturnValue static int marked() { return 1; }\n");
        source.append("static void marked(String text) { System.out.println(text); }\n");
        List<String> statements = new ArrayList<>(DEFECTS.keySet());
        int linesBefore = (int) source.chars().filter(c -> c == '\n').count();
        for (int i = 0; i < statements.size(); i++) {
            source.append("void defect")
                    .append(i)
                    .append("() { ")
                    .append(statements.get(i))
                    .append(" }\n");
        }
        Compilation compilation = compile(source.append("}\n").toString());
        assertEquals(1, compilation.code(), compilation.output());
        assertAll(statements.stream().map(statement -> (Executable) () -> {
            int line = linesBefore + 1 + statements.indexOf(statement);
            String expected = "Defects.java:" + line + ": error: [" + DEFECTS.get(statement) + "]";
            assertTrue(compilation.output().contains(expected), expected + " isn't in\n" + compilation.output());
        }));
    }

    @Test
    void soundCodeIsTaken() throws IOException, InterruptedException {
        Compilation compilation = compile("package defects;\nfinal class Defects { int sound() { return 1; } }\n");
        assertEquals(0, compilation.code(), compilation.output());
    }

    private record Compilation(int code, String output) {}

    private Compilation compile(String source) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("Defects.java"), source);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        for (String option : Files.readAllLines(Reactor.root().resolve(".mvn/jvm.config"))) {
            command.add("-J" + option);
        }
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW"));
        command.addAll(List.of("-XDaddTypeAnnotationsToSymbol=true", "-processorpath", classPath, "-cp", classPath));
        command.add("-Xplugin:ErrorProne " + System.getProperty("error-prone.checks"));
        command.addAll(List.of("-d", folder.toString(), file.toString()));
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Compilation(javac.waitFor(), output);
    }
}
