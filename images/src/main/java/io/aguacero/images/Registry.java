package io.aguacero.images;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.util.Map;

/** Images in a registry, with whatever credentials there are for it. */
final class Registry {
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
}
