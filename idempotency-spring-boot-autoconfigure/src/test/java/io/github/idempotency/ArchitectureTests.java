package io.github.idempotency;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

class ArchitectureTests {

    private static final String BASE = "io.github.idempotency";

    private final JavaClasses library = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(library);
    }

    @Test
    void theCoreKnowsNeitherWebNorDatabaseNorSpring() {
        classes()
                .that()
                .resideInAPackage(BASE + ".core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE, BASE + ".core..", "java..", "org.jspecify..", "org.apache.commons.logging..")
                .check(library);
    }

    @Test
    void theVocabularyKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(BASE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE, "java..", "org.jspecify..")
                .check(library);
    }

    @Test
    void nobodyImportsTheAutoConfiguration() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".autoconfigure..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + ".autoconfigure..")
                .check(library);
    }

    @Test
    void webAndStoresAndActuatorMeetInTheCoreOnly() {
        List<String> sides = List.of(BASE + ".web..", BASE + ".store..", BASE + ".actuate..", BASE + ".metrics..");
        for (String side : sides) {
            String[] others =
                    sides.stream().filter(other -> !other.equals(side)).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(side)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(library);
        }
    }

    @Test
    void nothingScansSchedulesOrDeclaresTransactionsInTheHostsName() {
        for (Class<?> forbidden : List.of(
                EntityScan.class,
                EnableJpaRepositories.class,
                ComponentScan.class,
                EnableScheduling.class,
                Transactional.class,
                Component.class)) {
            assertThat(library.stream()
                            .filter(type -> type.isAnnotatedWith(forbidden.getName())
                                    || type.getMethods().stream()
                                            .anyMatch(method -> method.isAnnotatedWith(forbidden.getName()))))
                    .as(forbidden.getSimpleName())
                    .isEmpty();
        }
    }

    @Test
    void theOneEntityIsAloneInItsPackage() {
        List<JavaClass> entities = library.stream()
                .filter(type -> type.isAnnotatedWith(Entity.class))
                .toList();
        assertThat(entities).hasSize(1);
        assertThat(library.stream()
                        .filter(type ->
                                type.getPackageName().equals(entities.get(0).getPackageName()))
                        .filter(type -> !type.getSimpleName().equals("package-info")))
                .containsExactlyElementsOf(entities);
    }

    @Test
    void everyAutoConfigurationIsListedFinalAndCanBeSwitchedOff() {
        List<String> listed =
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(name -> name.startsWith(BASE))
                        .toList();
        List<JavaClass> written = library.stream()
                .filter(type -> type.isAnnotatedWith(AutoConfiguration.class))
                .toList();
        assertThat(written).extracting(JavaClass::getName).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(written).allSatisfy(type -> {
            assertThat(type.getModifiers()).contains(JavaModifier.FINAL);
            assertThat(type.isAnnotatedWith(BASE + ".autoconfigure.ConditionalOnIdempotency"))
                    .as(type.getSimpleName())
                    .isTrue();
        });
    }
}
