package io.aguacero.localstack.process;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the build has put the broker: {@code local-stack/target/lib}. */
public final class BrokerClassPath {
    private BrokerClassPath() {}

    /**
     * The class path of Kafka.
     *
     * @throws IllegalStateException if the module has not been built
     */
    public static String find() {
        return directory() + File.separator + "*";
    }

    /**
     * Where its jars lie.
     *
     * @throws IllegalStateException if the module has not been built
     */
    public static Path directory() {
        return Stream.concat(besideThisClass().stream(), aboveWorkingDirectory())
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Kafka is not there: local-stack/target/lib comes with a build of the module local-stack"));
    }

    /** This class lies in {@code target/classes} or in a jar in {@code target}; the broker in {@code target/lib}. */
    private static Optional<Path> besideThisClass() {
        @Nullable
        CodeSource source = BrokerClassPath.class.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getProtocol().equals("file")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI()).resolveSibling("lib"));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** For class loaders that don't tell where a class comes from: the tests run in a folder of the repository. */
    private static Stream<Path> aboveWorkingDirectory() {
        return Stream.iterate(Path.of("").toAbsolutePath(), directory -> directory != null, Path::getParent)
                .map(directory -> directory.resolve("local-stack/target/lib"));
    }
}
