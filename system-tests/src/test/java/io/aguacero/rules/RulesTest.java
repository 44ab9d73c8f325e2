package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules over the modules as they were built. A failure names the place. */
class RulesTest {
    /** Types that may hold up their thread, and why. */
    private static final Map<String, String> MAY_BLOCK = Map.of(
            "io.aguacero.access.tokens.IssuerClient",
            "asks the identity provider on a thread of its own, with a time-out",
            "io.aguacero.aggregation.checkpoint.CheckpointTaker",
            "waits on its reader's thread, between two applies",
            "io.aguacero.aggregation.checkpoint.RestoreSteps",
            "waits on a virtual thread, before the shard is read",
            "io.aguacero.aggregation.reading.LogReader",
            "waits on a virtual thread of its own, one a shard",
            "io.aguacero.aggregation.reading.LogReaders",
            "waits at a revocation or the service's end, whose callbacks must not return earlier",
            "io.aguacero.ingress.sums.DoorReport",
            "waits for its own thread when the service stops, bounded",
            "io.aguacero.insights.kafka.RelayGroup",
            "asks for the relay's position on the thread of reconciliation, with a time-out",
            "io.aguacero.kafkawriter.kafka.TopicWatch",
            "asks for the topic on a thread of its own, with a time-out",
            "io.aguacero.rabbitwriter.rabbit.BrokerLink",
            "waits for its own thread when the service stops, bounded",
            "io.aguacero.rabbitwriter.relay.kafka.JournalReader",
            "waits for its own thread when the service stops, bounded");

    /** Types that may read the machine's clock themselves, and why. */
    private static final Map<String, String> MAY_READ_THE_CLOCK = Map.of();

    /** Types whose name stands in more than one package, and why. */
    private static final Map<String, String> MAY_SHARE_A_NAME = Map.of();

    @TestFactory
    Stream<DynamicTest> servicesDependOnNoOtherService() {
        return each(Reactor.SERVICES, DependencyRules::dependsOnNoOtherService);
    }

    @TestFactory
    Stream<DynamicTest> rootPackagesKnowNoAdapter() {
        return each(Reactor.SERVICES, DependencyRules::rootKnowsNoAdapter);
    }

    @TestFactory
    Stream<DynamicTest> packagesOfAModuleAreFreeOfCycles() {
        Map<String, String> all = new TreeMap<>(Reactor.SERVICES);
        all.putAll(Reactor.LIBRARIES);
        return each(all, DependencyRules::packagesAreFreeOfCycles);
    }

    @Test
    void contractsKnowNoFramework() {
        check(DependencyRules.knowsNoFramework("io.aguacero.contracts"));
    }

    @TestFactory
    Stream<DynamicTest> sharedModulesKnowNoBroker() {
        return Stream.of("contracts", "access", "tracing", "delivery", "aggregation")
                .map(module -> test(module, DependencyRules.knowsNoBroker(Reactor.LIBRARIES.get(module))));
    }

    @Test
    void theLocalStackStaysOutOfProduction() {
        check(DependencyRules.staysOutOfProduction("io.aguacero.localstack"));
    }

    @Test
    void packagesAreNamedByPurpose() {
        check(NamingRules.packagesAreNamedByPurpose());
    }

    @Test
    void typesAreNamedByPurpose() {
        check(NamingRules.typesAreNamedByPurpose());
    }

    @Test
    void packagesAreDescribedAndNullMarked() {
        check(NamingRules.packagesAreDescribedAndNullMarked());
    }

    @Test
    void aTypeNameStandsInOnePackage() {
        assertEquals(
                List.of(),
                NamingRules.typesOfTheSameName(Reactor.classes()).stream()
                        .filter(found -> !MAY_SHARE_A_NAME.containsKey(found.substring(0, found.indexOf(' '))))
                        .toList());
    }

    @Test
    void configurationIsReadInOnePlace() {
        check(CodeRules.configurationIsReadInOnePlace());
    }

    @Test
    void onlyConstructorsAreInjected() {
        check(CodeRules.fieldsAreNotInjected());
        check(CodeRules.settersAreNotInjected());
    }

    @Test
    void nothingBlocks() {
        check(CodeRules.nothingBlocks(MAY_BLOCK));
        MAY_BLOCK.keySet().forEach(type -> check(CodeRules.exists(type)));
    }

    @Test
    void timeComesFromAClock() {
        check(CodeRules.timeComesFromAClock(MAY_READ_THE_CLOCK));
        MAY_READ_THE_CLOCK.keySet().forEach(type -> check(CodeRules.exists(type)));
    }

    @Test
    void noFutureIsDropped() {
        assertEquals(
                List.of(),
                Reactor.classFolders().stream()
                        .flatMap(folder -> DroppedFutures.below(folder).stream())
                        .filter(place -> !place.startsWith(Reactor.GENERATED_PACKAGE))
                        .toList());
    }

    @Test
    void filesAndMethodsFitTheirBudget() {
        assertEquals(List.of(), SourceBudget.exceededBy(Reactor.sources()));
    }

    private static Stream<DynamicTest> each(
            Map<String, String> modules, java.util.function.Function<String, ArchRule> rule) {
        return modules.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(module -> test(module.getKey(), rule.apply(module.getValue())));
    }

    private static DynamicTest test(String module, ArchRule rule) {
        return DynamicTest.dynamicTest(module, () -> check(rule));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Reactor.classes());
    }
}
