package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each rule finds the fixture that breaks it: a rule that never fires is worth nothing. */
class RulesBiteTest {
    private static final String FIXTURE = "io.aguacero.rules.fixture";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(FIXTURE);

    @TestFactory
    Stream<DynamicTest> aRuleFindsWhatBreaksIt() {
        return Map.<ArchRule, String>ofEntries(
                        Map.entry(DependencyRules.rootKnowsNoAdapter(FIXTURE), "EventResource"),
                        Map.entry(DependencyRules.packagesAreFreeOfCycles(FIXTURE), "Cycle detected"),
                        Map.entry(DependencyRules.staysOutOfProduction(FIXTURE + ".http"), "EventResource"),
                        Map.entry(NamingRules.packagesAreNamedByPurpose(), "fixture.util"),
                        Map.entry(NamingRules.typesAreNamedByPurpose(), "EventHelper"),
                        Map.entry(NamingRules.packagesAreDescribedAndNullMarked(), "fixture.util"),
                        Map.entry(CodeRules.nothingBlocks(Map.of()), "Thread.sleep"),
                        Map.entry(CodeRules.timeComesFromAClock(Map.of()), "currentTimeMillis"))
                .entrySet()
                .stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey().getDescription(), () -> {
                    String report =
                            rule.getKey().evaluate(CLASSES).getFailureReport().toString();
                    assertTrue(report.contains(rule.getValue()), report);
                }));
    }

    @Test
    void anExceptedTypeMayBlock() {
        assertFalse(CodeRules.nothingBlocks(Map.of(FIXTURE + ".EventDoor", "it is a fixture"))
                .evaluate(CLASSES)
                .hasViolation());
    }

    @Test
    void aNameInTwoPackagesIsFound() {
        assertEquals(
                List.of("EventDoor in [" + FIXTURE + ", " + FIXTURE + ".util]"),
                NamingRules.typesOfTheSameName(CLASSES));
    }

    @Test
    void aDroppedFutureIsFoundAndAWatchedOneIsNot() throws URISyntaxException {
        Path classes = Path.of(RulesBiteTest.class.getResource("fixture").toURI());
        List<String> found = DroppedFutures.below(classes);
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().startsWith(FIXTURE + ".EventDoor.drop: write near line "), found.getFirst());
    }

    @Test
    void aFileAndAMethodOverTheirBudgetAreFound(@TempDir Path folder) throws IOException {
        String line = "        System.out.println();\n";
        Path source = Files.writeString(
                folder.resolve("Long.java"),
                "class Long {\n    void fits() {\n" + line.repeat(68) + "    }\n    void exceeds() {\n"
                        + line.repeat(69) + "    }\n" + "\n".repeat(300) + "}\n");
        List<String> found = SourceBudget.exceededBy(List.of(source));
        assertEquals(2, found.size(), found.toString());
        assertTrue(found.get(0).contains("443 lines"), found.get(0));
        assertTrue(found.get(1).contains(":72: method exceeds has 71 lines"), found.get(1));
    }
}
