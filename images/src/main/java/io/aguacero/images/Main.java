package io.aguacero.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InsecureRegistryException;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.api.TarImage;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** What {@code build_and_push.sh} starts once the services are packaged: {@code Main REPOSITORY OPTIONS...}. */
public final class Main {
    private final Order order;
    private final Path repository;
    private final Map<String, String> environment;

    Main(Order order, Path repository, Map<String, String> environment) {
        this.order = order;
        this.repository = repository;
        this.environment = Map.copyOf(environment);
    }

    /** Makes all images; ends with 1 and a sentence when that isn't possible. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        try {
            List<String> all = List.of(arguments);
            Order order = Order.read(all.subList(1, all.size()));
            new Main(order, Path.of(all.getFirst()), System.getenv()).make(System.out);
        } catch (Refusal e) {
            System.err.println("aguacero: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Makes all images and says where each is, with its digest in a registry or its id in an archive.
     *
     * @throws Refusal why it isn't possible
     */
    void make(PrintStream out) throws InterruptedException {
        for (String service : order.services()) {
            String name = order.image(service);
            try {
                ServiceImage image = new ServiceImage(order, repository, service);
                if (order.archives().isPresent()) {
                    Path folder = Files.createDirectories(order.archives().get());
                    Path archive = folder.resolve(service + ".tar");
                    JibContainer made =
                            make(image, Containerizer.to(TarImage.at(archive).named(name)));
                    out.println(archive + " " + name + " " + made.getImageId());
                }
                if (order.push()) {
                    Registry.reach(name);
                    JibContainer made = make(image, Containerizer.to(Registry.target(name, environment)));
                    out.println(name + "@" + made.getDigest());
                }
            } catch (InvalidImageReferenceException e) {
                throw new Refusal("'" + e.getInvalidReference() + "' isn't the name of an image.", e);
            } catch (IOException | ExecutionException | RegistryException | CacheDirectoryCreationException e) {
                throw new Refusal(reason(e, name), e);
            }
        }
    }

    private JibContainer make(ServiceImage image, Containerizer target)
            throws IOException, ExecutionException, RegistryException, CacheDirectoryCreationException,
                    InvalidImageReferenceException, InterruptedException {
        Path cache = repository.resolve("images/target/cache");
        return image.describe()
                .containerize(target.setToolName("aguacero")
                        .setApplicationLayersCache(cache)
                        // A registry of one's own may speak plain HTTP: tried only when it doesn't speak HTTPS.
                        .setAllowInsecureRegistries(order.push() && plainHttp())
                        .setOfflineMode(!order.push() && order.base().startsWith("tar://")));
    }

    private boolean plainHttp() {
        return environment.getOrDefault("AGUACERO_REGISTRY_PLAIN_HTTP", "").equals("yes");
    }

    private String reason(Exception failure, String name) {
        String of = name + " (base " + order.base() + ")";
        if (cause(failure, RegistryUnauthorizedException.class).isPresent()) {
            return of + ": the registry wants other credentials: docker login, or AGUACERO_REGISTRY_USER and"
                    + " AGUACERO_REGISTRY_PASSWORD.";
        }
        if (cause(failure, InsecureRegistryException.class).isPresent()) {
            return of + ": the registry doesn't speak HTTPS: for a private one set AGUACERO_REGISTRY_PLAIN_HTTP=yes.";
        }
        Optional<Throwable> unreachable =
                cause(failure, UnknownHostException.class).or(() -> cause(failure, ConnectException.class));
        if (unreachable.isPresent()) {
            return of + ": a registry can't be reached (" + unreachable.get().getMessage()
                    + "); the base can also be an archive, --base tar://FILE.";
        }
        return of + ": " + root(failure).getMessage();
    }

    private static Optional<Throwable> cause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (type.isInstance(one)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private static Throwable root(Throwable failure) {
        Throwable one = failure;
        while (one.getCause() != null && one.getCause().getMessage() != null) {
            one = one.getCause();
        }
        return one;
    }
}
