package io.aguacero.images;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was asked for.
 *
 * @param base image that Java comes from: a reference, {@code tar://FILE}, or {@code scratch}
 * @param prefix what stands before each image's name: a registry with its path, or {@code aguacero}
 * @param push whether the images go to that registry
 * @param archives folder for archives, one a service; empty for none
 * @param tag of every image
 * @param platforms each {@code os/architecture}; several only for a registry
 * @param created time that the images say they were made at
 * @param revision of the sources
 * @param services names of the services, which are folders of the repository
 */
record Order(
        String base,
        String prefix,
        boolean push,
        Optional<Path> archives,
        String tag,
        Set<String> platforms,
        Instant created,
        String revision,
        List<String> services) {
    /**
     * JRE of the version that the tests run on. By tag, and not by digest, so that both platforms and repairs of its system's
     * packages come with it.
     */
    static final String BASE = "eclipse-temurin:25.0.3_9-jre-noble";

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9]+");
    private static final List<String> SERVICES = List.of(
            "ingress-api",
            "router-api",
            "kafka-writer",
            "rabbit-writer",
            "kafka-consumer",
            "rabbit-consumer",
            "insights-api");

    Order {
        services = List.copyOf(services);
        platforms = Set.copyOf(platforms);
    }

    /**
     * Reads the command's arguments.
     *
     * @throws Refusal naming the argument that is wrong
     */
    static Order read(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        String base = BASE;
        String registry = "";
        Optional<Path> archives = Optional.empty();
        String tag = "";
        Set<String> platforms = Set.of("linux/amd64");
        Instant created = Instant.EPOCH;
        String revision = "unknown";
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--base" -> base = value(option, rest);
                case "--registry" -> registry = value(option, rest);
                case "--tar" -> archives = Optional.of(Path.of(value(option, rest)));
                case "--tag" -> tag = value(option, rest);
                case "--platforms" ->
                    platforms = new TreeSet<>(List.of(value(option, rest).split(",")));
                case "--created" -> created = Instant.ofEpochSecond(Long.parseLong(value(option, rest)));
                case "--revision" -> revision = value(option, rest);
                default ->
                    throw new Refusal("'" + option + "' is not known; there are --registry, --tag, --tar, --platforms"
                            + " and --base.");
            }
        }
        check(registry, archives, tag, platforms);
        String prefix = registry.isEmpty() ? "aguacero" : registry.replaceFirst("^https?://", "");
        return new Order(base, prefix, !registry.isEmpty(), archives, tag, platforms, created, revision, SERVICES);
    }

    private static void check(String registry, Optional<Path> archives, String tag, Set<String> platforms) {
        if (registry.isEmpty() && archives.isEmpty()) {
            throw new Refusal("say where the images go: --registry HOST[:PORT][/PATH], --tar DIR, or both.");
        }
        if (!TAG.matcher(tag).matches()) {
            throw new Refusal("'" + tag + "' can't be a tag: letters, digits, '_', '.' and '-', at most 128, and none"
                    + " of the last two first.");
        }
        if (tag.equals("latest")) {
            throw new Refusal("'latest' says nothing about what is in an image: take another --tag.");
        }
        for (String platform : platforms) {
            if (!PLATFORM.matcher(platform).matches()) {
                throw new Refusal("'" + platform + "' isn't a platform such as linux/amd64 or linux/arm64.");
            }
        }
        if (archives.isPresent() && platforms.size() > 1) {
            throw new Refusal("an archive holds one platform: give --tar one of " + new TreeSet<>(platforms) + ".");
        }
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new Refusal(option + " wants a value.");
        }
        return rest.pop();
    }

    /** Full name of a service's image. */
    String image(String service) {
        return prefix + "/" + service + ":" + tag;
    }
}
