package io.aguacero.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The project's folders and the classes that its build has left in them. */
final class Reactor {
    /** Module to its root package, the libraries first. */
    static final Map<String, String> LIBRARIES = Map.of(
            "contracts", "io.aguacero.contracts",
            "access", "io.aguacero.access",
            "tracing", "io.aguacero.tracing",
            "delivery", "io.aguacero.delivery",
            "aggregation", "io.aguacero.aggregation",
            "local-stack", "io.aguacero.localstack");

    /** The services: Quarkus applications that never depend on each other. */
    static final Map<String, String> SERVICES = Map.of(
            "ingress-api", "io.aguacero.ingress",
            "router-api", "io.aguacero.router",
            "kafka-writer", "io.aguacero.kafkawriter",
            "rabbit-writer", "io.aguacero.rabbitwriter",
            "kafka-consumer", "io.aguacero.kafkaconsumer",
            "rabbit-consumer", "io.aguacero.rabbitconsumer",
            "insights-api", "io.aguacero.insights");

    /** Generated from the proto file; our rules are no rules for it. */
    static final String GENERATED_PACKAGE = "io.aguacero.contracts.v1";

    private static final JavaClasses CLASSES = importAll();

    private Reactor() {}

    /** Root folder of the project. */
    static Path root() {
        return Path.of(System.getProperty("maven.multiModuleProjectDirectory"));
    }

    /** Every module but the one that holds the tests over all of them. */
    static List<String> modules() {
        return Stream.concat(LIBRARIES.keySet().stream(), SERVICES.keySet().stream())
                .sorted()
                .toList();
    }

    /** All classes of all modules without generated ones. */
    static JavaClasses classes() {
        return CLASSES;
    }

    /** Classes of one root package and what is below it. */
    static JavaClasses classesOf(String rootPackage) {
        return CLASSES.that(new com.tngtech.archunit.base.DescribedPredicate<>("classes of " + rootPackage) {
            @Override
            public boolean test(JavaClass one) {
                return in(rootPackage).test(one.getPackageName());
            }
        });
    }

    /** The class folders of all modules. */
    static List<Path> classFolders() {
        return modules().stream().map(Reactor::classFolder).toList();
    }

    /** Java sources of all modules, main and test. */
    static List<Path> sources() {
        return files(".java").stream()
                .filter(file -> root().relativize(file).toString().matches("[^/]+/src/(main|test)/java/.*"))
                .toList();
    }

    /** The project's own files of that ending, without what a build or a run has made. */
    static List<Path> files(String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    boolean made = !folder.equals(root()) && (name.equals("target") || name.startsWith("."));
                    return made ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    private static Predicate<String> in(String rootPackage) {
        return name -> name.equals(rootPackage) || name.startsWith(rootPackage + ".");
    }

    private static JavaClasses importAll() {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains(GENERATED_PACKAGE.replace('.', '/')))
                .importPaths(classFolders());
    }

    private static Path classFolder(String module) {
        Path folder = root().resolve(module).resolve("target/classes");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(folder + " is missing: build all modules before the rules are tried");
        }
        return folder;
    }
}
