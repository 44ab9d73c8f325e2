package io.aguacero.rabbitconsumer.config;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.contracts.kinds.KindProblem;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Loads the kinds once, at start; a broken one stops the service with the file, the line and the reason. */
@Singleton
public class RabbitConsumerKinds {
    /** The kinds of the configured directory. */
    @Produces
    @Singleton
    KindCatalog kinds(RabbitConsumerConfig config) {
        Path directory = config.kindsDirectory();
        return switch (KindCatalog.load(directory)) {
            case KindLoading.Loaded(KindCatalog catalog) -> catalog;
            case KindLoading.Refused(List<KindProblem> problems) ->
                throw new IllegalStateException(
                        "aguacero.rabbit-consumer.kinds-directory=" + directory + " is refused: "
                                + problems.stream().map(KindProblem::toString).collect(Collectors.joining("; ")));
        };
    }
}
