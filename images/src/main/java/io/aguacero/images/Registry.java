package io.aguacero.images;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Images in a registry, with whatever credentials there are for it. */
final class Registry {
    private static final int CONNECT_MILLIS = 5_000;

    private Registry() {}

    /**
     * Credentials come from {@code AGUACERO_REGISTRY_USER} and {@code AGUACERO_REGISTRY_PASSWORD}, else from Docker's
     * configuration and its helpers ({@code docker login}, {@code gcloud auth configure-docker}), else from Google's default
     * ones; without any the registry is asked as anybody.
     *
     * @throws InvalidImageReferenceException if that is no image's name
     */
    static RegistryImage image(String name) throws InvalidImageReferenceException {
        ImageReference reference = ImageReference.parse(name);
        CredentialRetrieverFactory credentials = CredentialRetrieverFactory.forImage(reference, event -> {});
        RegistryImage image = RegistryImage.named(reference);
        return image.addCredentialRetriever(credentials.dockerConfig())
                .addCredentialRetriever(credentials.wellKnownCredentialHelpers())
                .addCredentialRetriever(credentials.googleApplicationDefaultCredentials());
    }

    /** The same for the registry that images are pushed to. */
    static RegistryImage target(String name, Map<String, String> environment) throws InvalidImageReferenceException {
        String user = environment.getOrDefault("AGUACERO_REGISTRY_USER", "");
        if (user.isEmpty()) {
            return image(name);
        }
        return RegistryImage.named(name)
                .addCredential(user, environment.getOrDefault("AGUACERO_REGISTRY_PASSWORD", ""));
    }

    /**
     * Connects to a registry that is named with its port, if no proxy stands between, so that one that isn't there is told at
     * once: Jib tries it for about a minute.
     *
     * @throws ConnectException if it can't be reached within five seconds
     */
    static void reach(String name) throws InvalidImageReferenceException, ConnectException {
        URI registry = URI.create("https://" + ImageReference.parse(name).getRegistry());
        if (registry.getPort() < 0
                || !ProxySelector.getDefault().select(registry).equals(List.of(Proxy.NO_PROXY))) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(registry.getHost(), registry.getPort()), CONNECT_MILLIS);
        } catch (IOException e) {
            ConnectException unreachable = new ConnectException(registry.getAuthority() + ": " + e.getMessage());
            unreachable.initCause(e);
            throw unreachable;
        }
    }
}
