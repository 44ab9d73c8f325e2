package io.aguacero.rules;

import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** What code may not do. */
final class CodeRules {
    private static final Set<String> INJECTING = Set.of(
            "jakarta.inject.Inject",
            "org.eclipse.microprofile.config.inject.ConfigProperty",
            "org.eclipse.microprofile.reactive.messaging.Channel",
            "io.quarkus.grpc.GrpcClient");

    /** Owner and method of calls that hold up the thread that makes them. */
    private static final Map<String, Set<String>> BLOCKING = Map.of(
            "java.lang.Thread", Set.of("sleep", "join"),
            "java.util.concurrent.CompletableFuture", Set.of("join", "get"),
            "java.util.concurrent.Future", Set.of("get", "resultNow"),
            "java.util.concurrent.CountDownLatch", Set.of("await"),
            "org.apache.kafka.common.KafkaFuture", Set.of("get"),
            "java.util.concurrent.Semaphore", Set.of("acquire", "acquireUninterruptibly"),
            "io.smallrye.mutiny.groups.UniAwait", Set.of("indefinitely", "atMost"),
            "io.smallrye.mutiny.Uni", Set.of("await"));

    /** Owner and method of calls that read the machine's clock past the injected one. */
    private static final Map<String, Set<String>> WALL_CLOCK = Map.of(
            "java.lang.System", Set.of("currentTimeMillis"),
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.OffsetDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"));

    private CodeRules() {}

    static ArchRule configurationIsReadInOnePlace() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("..config..")
                .should()
                .beAnnotatedWith("io.smallrye.config.ConfigMapping")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.eclipse.microprofile.config.inject.ConfigProperty")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.eclipse.microprofile.config.ConfigProvider")
                .because("a service's settings stand in one mapping in its config package");
    }

    static ArchRule fieldsAreNotInjected() {
        return fields().should(have(not(injected()))).because("what a type needs is in its constructor");
    }

    static ArchRule settersAreNotInjected() {
        return methods().should(have(not(injected()))).because("what a type needs is in its constructor");
    }

    /** No blocking call, but in the named types, each with a reason, and in local-stack, which serves nobody. */
    static ArchRule nothingBlocks(Map<String, String> allowed) {
        return noClasses()
                .that(arent(allowed))
                .and()
                .resideOutsideOfPackage("io.aguacero.localstack..")
                .should()
                .callMethodWhere(calls("hold up their thread", BLOCKING, false))
                .because("an event loop serves everybody");
    }

    /** No look at the wall clock past an injected {@code Clock}, but in the named types, each with a reason. */
    static ArchRule timeComesFromAClock(Map<String, String> allowed) {
        return noClasses()
                .that(arent(allowed))
                .should()
                .callMethodWhere(calls("read the machine's clock", WALL_CLOCK, true))
                .because("a test must be able to say what time it is");
    }

    /** Every exception still names a type that there is; the list doesn't outlive its reasons. */
    static ArchRule exists(String type) {
        return classes()
                .that()
                .haveFullyQualifiedName(type)
                .should()
                .notBeInterfaces()
                .allowEmptyShould(false);
    }

    private static DescribedPredicate<JavaClass> arent(Map<String, String> allowed) {
        return DescribedPredicate.describe("aren't excepted", one -> !allowed.containsKey(outermost(one)));
    }

    private static String outermost(JavaClass one) {
        String name = one.getFullName();
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static DescribedPredicate<JavaCall<?>> calls(
            String description, Map<String, Set<String>> byOwner, boolean withoutArguments) {
        return DescribedPredicate.describe(
                description,
                call -> byOwner.entrySet().stream()
                        .anyMatch(owner -> call.getTargetOwner().isAssignableTo(owner.getKey())
                                && owner.getValue().contains(call.getName())
                                && (!withoutArguments
                                        || call.getTarget()
                                                .getRawParameterTypes()
                                                .isEmpty())));
    }

    private static <T extends CanBeAnnotated> DescribedPredicate<T> injected() {
        return DescribedPredicate.describe(
                "an injecting annotation", member -> INJECTING.stream().anyMatch(member::isAnnotatedWith));
    }

    private static <T> DescribedPredicate<T> not(DescribedPredicate<T> predicate) {
        return DescribedPredicate.not(predicate).as("no " + predicate.getDescription());
    }
}
