package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** What judges the pipeline shares nothing with it: an error in shared code would not be seen. */
class CheckerIndependenceTest {
    private static final String CHECKER = "io.aguacero.chaos.checker";
    private static final JavaClasses CHAOS = new ClassFileImporter()
            .withImportOption(location -> !location.contains("CheckerTest"))
            .importPackages("io.aguacero.chaos");

    @Test
    void theCheckerUsesNothingOfThePipeline() {
        DependencyRules.usesNothingElseOfOurs(CHECKER).check(CHAOS);
    }

    @Test
    void theRuleFindsWhatBreaksIt() {
        ArchRule rule = DependencyRules.usesNothingElseOfOurs("io.aguacero.chaos.rows");
        assertTrue(rule.evaluate(CHAOS).hasViolation());
        assertFalse(
                DependencyRules.usesNothingElseOfOurs(CHECKER).evaluate(CHAOS).hasViolation());
    }
}
