package io.aguacero.images;

import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image of one service: the base, then what changes least first, so that a change of the service's own code moves its
 * smallest layer alone. The same files, base and order give the same digest: files carry no times and no owners of the machine
 * that made them.
 */
final class ServiceImage {
    /** Neither root nor anybody that a base image knows. */
    static final String USER = "10001:10001";

    private static final AbsoluteUnixPath HOME = AbsoluteUnixPath.get("/app");

    /** For all: end when memory does, as Kubernetes starts it again; and look up names anew, as pods come and go. */
    private static final List<String> COMMAND =
            List.of("java", "-XX:+ExitOnOutOfMemoryError", "-Dsun.net.inetaddr.ttl=3", "-jar", "quarkus-run.jar");

    /** Half of the container's memory is the heap; the rest is for threads, code, buffers and the JVM itself. */
    private static final String SIZES = "-XX:MaxRAMPercentage=50.0 -XX:TrimNativeHeapInterval=5000";

    private final Order order;
    private final String service;
    private final Path packaged;

    /**
     * @param repository its root
     * @throws Refusal if the service isn't packaged
     */
    ServiceImage(Order order, Path repository, String service) {
        this.order = order;
        this.service = service;
        this.packaged = repository.resolve(service).resolve("target/quarkus-app");
        if (!Files.isRegularFile(packaged.resolve("quarkus-run.jar"))) {
            throw new Refusal(service + " isn't packaged: " + packaged + " has no quarkus-run.jar.");
        }
    }

    /** What the image is made of. */
    JibContainerBuilder describe() throws IOException, InvalidImageReferenceException {
        JibContainerBuilder image = base().setFileEntriesLayers(List.of(
                        layer("libraries", "lib"),
                        layer("framework", "quarkus", "quarkus-run.jar", "quarkus-app-dependencies.txt"),
                        layer("service", "app")))
                .setEntrypoint(COMMAND)
                .setWorkingDirectory(HOME)
                .setUser(USER)
                .addEnvironmentVariable("JDK_JAVA_OPTIONS", SIZES)
                .setLabels(labels())
                .setCreationTime(order.created())
                // What docker load reads, and every registry takes.
                .setFormat(ImageFormat.Docker);
        // The base of an archive, and none, have the platform that they have.
        return order.base().contains("://") ? image : image.setPlatforms(platforms());
    }

    private JibContainerBuilder base() throws InvalidImageReferenceException {
        if (order.base().equals("scratch")) {
            return Jib.fromScratch();
        }
        if (order.base().startsWith("tar://")) {
            Path archive = Path.of(order.base().substring("tar://".length()));
            if (!Files.isRegularFile(archive)) {
                throw new Refusal("there is no base image at " + archive + ".");
            }
            return Jib.from(TarImage.at(archive));
        }
        return Jib.from(Registry.image(order.base()));
    }

    private Set<Platform> platforms() {
        return order.platforms().stream()
                .map(platform -> platform.split("/"))
                .map(parts -> new Platform(parts[1], parts[0]))
                .collect(Collectors.toSet());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("org.opencontainers.image.title", "aguacero " + service);
        labels.put("org.opencontainers.image.version", order.tag());
        labels.put("org.opencontainers.image.revision", order.revision());
        labels.put("org.opencontainers.image.created", order.created().toString());
        labels.put("org.opencontainers.image.licenses", "Apache-2.0");
        labels.put("org.opencontainers.image.base.name", order.base().replaceFirst("^tar://.*/", ""));
        return labels;
    }

    private FileEntriesLayer layer(String name, String... entries) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        for (String entry : entries) {
            try (Stream<Path> files = Files.walk(packaged.resolve(entry))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    layer.addEntry(file, HOME.resolve(packaged.relativize(file)));
                }
            }
        }
        return layer.build();
    }
}
