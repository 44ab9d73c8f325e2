package io.aguacero.rules;

import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How things are named. */
final class NamingRules {
    private static final Set<String> EMPTY_WORDS =
            Set.of("util", "utils", "common", "helper", "helpers", "misc", "impl", "manager", "shared");

    private NamingRules() {}

    static ArchRule packagesAreNamedByPurpose() {
        return noClasses()
                .should(have(DescribedPredicate.describe(
                        "a package named " + EMPTY_WORDS,
                        one -> Set.of(one.getPackageName().split("\\.")).stream()
                                .anyMatch(EMPTY_WORDS::contains))))
                .because("such a name says nothing of what is inside");
    }

    static ArchRule typesAreNamedByPurpose() {
        return noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("such a name says nothing of what it does");
    }

    static ArchRule packagesAreDescribedAndNullMarked() {
        return classes()
                .should(have(DescribedPredicate.describe(
                        "a package-info with @NullMarked",
                        one -> one.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked"))))
                .because("each package says in a paragraph what it is for, and null is the exception");
    }

    /** Names of public types that stand in more than one package, with those packages. */
    static List<String> typesOfTheSameName(JavaClasses classes) {
        return classes.stream()
                .filter(one -> !one.isNestedClass() && one.getModifiers().contains(JavaModifier.PUBLIC))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName))
                .entrySet()
                .stream()
                .filter(named -> named.getValue().size() > 1)
                .map(named -> named.getKey() + " in "
                        + named.getValue().stream()
                                .map(JavaClass::getPackageName)
                                .sorted()
                                .toList())
                .sorted()
                .toList();
    }
}
