package io.github.idempotency.drill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillArchitectureTests {

    private static final String BASE = "io.github.idempotency.drill";

    private static final JavaClasses KIT = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** The drills run where neither JUnit nor Spring is, against servers that are not ours. */
    @ParameterizedTest
    @CsvSource({
        BASE + ", java..",
        BASE + ".junit, org.junit.jupiter.api..",
        BASE + ".mockmvc, org.springframework..",
    })
    void aPackageImportsItsOwnTechnologyOnly(String name, String technology) {
        classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(name, BASE, "java..", "org.jspecify..", technology)
                .check(KIT);
    }
}
