package io.aguacero.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;

/** What may depend on what. */
final class DependencyRules {
    private static final String[] FRAMEWORKS = {
        "io.quarkus..",
        "io.vertx..",
        "io.smallrye..",
        "io.netty..",
        "io.micrometer..",
        "jakarta..",
        "org.eclipse.microprofile.."
    };
    private static final String[] BROKERS = {"org.apache.kafka..", "com.rabbitmq.."};
    private static final String[] ADAPTERS = {"http", "grpc", "kafka", "rabbit"};

    private DependencyRules() {}

    static ArchRule dependsOnNoOtherService(String service) {
        String[] others = Reactor.SERVICES.values().stream()
                .filter(other -> !other.equals(service))
                .map(other -> other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(service + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because("services meet over the network alone");
    }

    static ArchRule knowsNoFramework(String rootPackage) {
        return noClasses()
                .that()
                .resideInAPackage(rootPackage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS)
                .because("contracts outlive frameworks");
    }

    static ArchRule knowsNoBroker(String rootPackage) {
        return noClasses()
                .that()
                .resideInAPackage(rootPackage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BROKERS)
                .because("the same code serves both paths");
    }

    static ArchRule staysOutOfProduction(String rootPackage) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(rootPackage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(rootPackage + "..")
                .because("it starts and kills processes on a developer's machine");
    }

    static ArchRule rootKnowsNoAdapter(String rootPackage) {
        String[] adapters = Arrays.stream(ADAPTERS)
                .map(adapter -> rootPackage + "." + adapter + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(rootPackage)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(adapters)
                .because("the root package says what the module does, adapters how it is reached");
    }

    static ArchRule usesNothingElseOfOurs(String rootPackage) {
        return noClasses()
                .that()
                .resideInAPackage(rootPackage + "..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.aguacero..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(rootPackage + ".."))))
                .because("it judges the others from outside");
    }

    static ArchRule packagesAreFreeOfCycles(String rootPackage) {
        return slices().assignedFrom(packagesBelow(rootPackage)).should().beFreeOfCycles();
    }

    private static SliceAssignment packagesBelow(String rootPackage) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass one) {
                String name = one.getPackageName();
                return name.equals(rootPackage) || name.startsWith(rootPackage + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + rootPackage;
            }
        };
    }
}
