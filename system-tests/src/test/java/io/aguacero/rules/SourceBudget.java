package io.aguacero.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** How long a file and a method may be: what a reader can hold in mind. */
final class SourceBudget {
    static final int FILE_LINES_MAX = 400;
    static final int METHOD_LINES_MAX = 70;

    private SourceBudget() {}

    /** Every excess in source files, as file, line and length. */
    static List<String> exceededBy(Collection<Path> sources) {
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager files = compiler().getStandardFileManager(null, null, null)) {
            for (Path source : sources) {
                long lines = Files.readString(source).lines().count();
                if (lines > FILE_LINES_MAX) {
                    found.add(source + ": " + lines + " lines, at most " + FILE_LINES_MAX);
                }
            }
            // One task for all of them: each would set up a compiler anew.
            JavacTask task = (JavacTask) compiler()
                    .getTask(
                            null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLengths(Path.of(unit.getSourceFile().toUri()), unit, positions, found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static JavaCompiler compiler() {
        return ToolProvider.getSystemJavaCompiler();
    }

    private static final class MethodLengths extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final Path source;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        MethodLengths(Path source, CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.source = source;
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
            if (last - first + 1 > METHOD_LINES_MAX) {
                found.add(source + ":" + first + ": method " + method.getName() + " has " + (last - first + 1)
                        + " lines, at most " + METHOD_LINES_MAX);
            }
            return super.visitMethod(method, nothing);
        }
    }
}
