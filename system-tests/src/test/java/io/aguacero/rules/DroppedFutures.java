package io.aguacero.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds calls whose future is thrown away, in compiled classes. The compiler's own check knows {@code Future} and what
 * is marked, but no {@code CompletionStage} of ours.
 */
final class DroppedFutures {
    private static final Set<String> FUTURES = Set.of(
            "Ljava/util/concurrent/CompletionStage;",
            "Ljava/util/concurrent/CompletableFuture;",
            "Ljava/util/concurrent/Future;",
            "Ljava/util/concurrent/ScheduledFuture;",
            "Lio/smallrye/mutiny/Uni;",
            "Lio/smallrye/mutiny/Multi;",
            "Lio/vertx/core/Future;");

    /** Calls at the end of a chain that have looked at its failure. */
    private static final Set<String> ENDINGS =
            Set.of("whenComplete", "whenCompleteAsync", "handle", "exceptionally", "onComplete");

    private DroppedFutures() {}

    /** Every place below the folder where a future is dropped, as class, method and line. */
    static List<String> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .flatMap(file -> in(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> in(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(file);
            return model.methods().stream()
                    .flatMap(method -> in(model, method).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> in(ClassModel model, MethodModel method) {
        List<String> found = new ArrayList<>();
        method.code().ifPresent(code -> {
            int line = 0;
            InvokeInstruction call = null;
            for (CodeElement element : code) {
                if (element instanceof LineNumber number) {
                    line = number.line();
                }
                if (element instanceof Instruction instruction) {
                    if (call != null && instruction.opcode() == Opcode.POP && isDropped(call)) {
                        found.add(model.thisClass().asInternalName().replace('/', '.') + "."
                                + method.methodName().stringValue() + ": "
                                + call.name().stringValue() + " near line " + line);
                    }
                    call = instruction instanceof InvokeInstruction invoke ? invoke : null;
                }
            }
        });
        return found;
    }

    private static boolean isDropped(InvokeInstruction call) {
        String descriptor = call.type().stringValue();
        return FUTURES.contains(descriptor.substring(descriptor.indexOf(')') + 1))
                && !ENDINGS.contains(call.name().stringValue());
    }
}
