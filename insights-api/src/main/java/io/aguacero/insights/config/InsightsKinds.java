package io.aguacero.insights.config;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Loads the kinds at start, and refuses to start when one is broken. */
public class InsightsKinds {
    /**
     * The kinds of the configured directory.
     *
     * @throws IllegalStateException when a kind is broken, with file, line and reason of each problem
     */
    @Produces
    @Singleton
    @Startup
    KindCatalog kinds(InsightsConfig config) {
        return switch (KindCatalog.load(config.kindsDirectory())) {
            case KindLoading.Loaded(KindCatalog catalog) -> catalog;
            case KindLoading.Refused(var problems) ->
                throw new IllegalStateException("aguacero.insights.kinds-directory: "
                        + problems.stream().map(Object::toString).collect(Collectors.joining("; ")));
        };
    }
}
