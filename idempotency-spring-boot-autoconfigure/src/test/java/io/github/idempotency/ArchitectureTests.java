package io.github.idempotency;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Repository;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

class ArchitectureTests {

    private static final String BASE = "io.github.idempotency";

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void theCoreKnowsNeitherWebNorDatabaseNorSpring() {
        classes()
                .that()
                .resideInAPackage(BASE + ".core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE, BASE + ".core..", "java..", "javax.crypto..", "org.jspecify..")
                .check(LIBRARY);
    }

    @Test
    void theVocabularyKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(BASE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE, "java..", "org.jspecify..")
                .check(LIBRARY);
    }

    @Test
    void nobodyImportsTheAutoConfiguration() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".autoconfigure..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + ".autoconfigure..")
                .check(LIBRARY);
    }

    /** Names that begin with a dot, and the empty one, are below the library's own package. */
    static Stream<Arguments> packagesAndWhatTheyMayImport() {
        return Stream.of(
                arguments("core.policy", List.of("")),
                arguments("core.fingerprint", List.of("")),
                arguments("core.statistics", List.of(".core")),
                arguments("core.envelope", List.of("javax.crypto..")),
                arguments(
                        "store.jpa",
                        List.of(
                                ".core..",
                                ".store.jpa.entity",
                                "javax.sql",
                                "jakarta.persistence..",
                                "org.postgresql.util",
                                "org.springframework.dao..",
                                "org.springframework.data..",
                                "org.springframework.jdbc..",
                                "org.springframework.orm..",
                                "org.springframework.transaction..",
                                "org.springframework.util..")),
                arguments("store.jpa.entity", List.of("jakarta.persistence..")),
                arguments("store.memory", List.of(".core..")),
                arguments(
                        "store.schema",
                        List.of(
                                "javax.sql",
                                "org.flywaydb..",
                                "org.springframework.beans.factory..",
                                "org.springframework.boot.sql.init..",
                                "org.springframework.core..",
                                "org.springframework.jdbc.datasource..",
                                "org.springframework.util..")),
                arguments(
                        "web",
                        List.of(
                                "",
                                ".core..",
                                "jakarta.servlet..",
                                "org.slf4j..",
                                "org.springframework.boot.convert..",
                                "org.springframework.core..",
                                "org.springframework.http..",
                                "org.springframework.util..",
                                "org.springframework.web..")),
                arguments(
                        "web.security",
                        List.of(
                                "",
                                ".core..",
                                ".web",
                                "jakarta.servlet..",
                                "org.aopalliance..",
                                "org.springframework.aop..",
                                "org.springframework.beans.factory..",
                                "org.springframework.core..",
                                "org.springframework.security..",
                                "org.springframework.util..",
                                "org.springframework.web.method..")),
                arguments(
                        "web.transaction",
                        List.of(
                                ".core..",
                                ".web",
                                "org.springframework.beans.factory..",
                                "org.springframework.transaction..",
                                "org.springframework.util..",
                                "org.springframework.web.method..")),
                arguments(
                        "actuate",
                        List.of(
                                "",
                                ".core..",
                                ".governance",
                                "org.springframework.beans.factory..",
                                "org.springframework.boot.actuate.endpoint..",
                                "org.springframework.boot.health..",
                                "org.springframework.util..")),
                arguments(
                        "governance",
                        List.of(
                                "",
                                ".core..",
                                ".web",
                                "org.springframework.core..",
                                "org.springframework.http..",
                                "org.springframework.util..",
                                "org.springframework.web..")),
                arguments("cache", List.of(".core")),
                arguments("breaker", List.of(".core..")),
                arguments("limits", List.of("", ".core..")),
                arguments("jackson", List.of(".core..", "tools.jackson.databind..")),
                arguments("propagation", List.of(".core..", "io.micrometer.context..")),
                arguments("metrics", List.of("", ".cache", ".client", ".core..", "io.micrometer..")),
                arguments(
                        "client",
                        List.of(
                                "",
                                ".core",
                                "org.springframework.core..",
                                "org.springframework.http..",
                                "org.springframework.util..",
                                "org.springframework.web.client..",
                                "org.springframework.web.reactive.function.client..",
                                "org.reactivestreams..",
                                "reactor.core..")),
                arguments(
                        "openapi",
                        List.of(
                                "",
                                ".core..",
                                "io.swagger.v3.oas.models..",
                                "org.springdoc.core.customizers..",
                                "org.springframework.core",
                                "org.springframework.web.method")));
    }

    @ParameterizedTest
    @MethodSource("packagesAndWhatTheyMayImport")
    void aPackageImportsItsOwnTechnologyOnly(String name, List<String> imports) {
        String[] allowed = Stream.concat(
                        Stream.of(BASE + "." + name, "java..", "org.jspecify.."),
                        imports.stream().map(ArchitectureTests::qualified))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(BASE + "." + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(LIBRARY);
    }

    private static String qualified(String name) {
        return name.isEmpty() || name.startsWith(".") ? BASE + name : name;
    }

    @Test
    void everyPackageHasItsRule() {
        Stream<String> ruled = packagesAndWhatTheyMayImport()
                .map(arguments -> BASE + "." + arguments.get()[0]);
        Stream<String> ruledAbove = Stream.of(BASE, BASE + ".core", BASE + ".autoconfigure");
        assertThat(LIBRARY.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(ruled, ruledAbove).toList());
    }

    @Test
    void nothingScansSchedulesOrDeclaresTransactionsInTheHostsName() {
        for (Class<?> forbidden : List.of(
                EntityScan.class,
                EnableJpaRepositories.class,
                ComponentScan.class,
                EnableScheduling.class,
                Transactional.class,
                Component.class,
                Service.class,
                Repository.class)) {
            assertThat(LIBRARY.stream()
                            .filter(type -> type.isAnnotatedWith(forbidden.getName())
                                    || type.getMethods().stream()
                                            .anyMatch(method -> method.isAnnotatedWith(forbidden.getName()))))
                    .as(forbidden.getSimpleName())
                    .isEmpty();
        }
    }

    /** The database's clock decides; the process's may be minutes off. Durations are measured with {@code nanoTime}. */
    @Test
    void nobodyAsksTheProcessWhatTimeItIs() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".store.memory")
                .should()
                .callMethodWhere(
                        target(owner(resideInAPackage("java.time.."))).and(target(nameMatching("now|system.*|tick.*"))))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(java.util.Date.class)
                .orShould()
                .callMethod(java.util.Calendar.class, "getInstance")
                .check(LIBRARY);
    }

    @Test
    void entitiesAreAloneInTheirPackage() {
        List<JavaClass> entities = LIBRARY.stream()
                .filter(type -> type.isAnnotatedWith(Entity.class))
                .toList();
        assertThat(entities).hasSize(8);
        assertThat(LIBRARY.stream()
                        .filter(type ->
                                type.getPackageName().equals(entities.get(0).getPackageName()))
                        .filter(type -> !type.getSimpleName().equals("package-info")))
                .containsExactlyInAnyOrderElementsOf(entities);
    }

    @Test
    void everyAutoConfigurationIsListedFinalAndCanBeSwitchedOff() {
        List<String> listed =
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(name -> name.startsWith(BASE))
                        .toList();
        List<JavaClass> written = LIBRARY.stream()
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

    @Test
    void beanMethodsArePackagePrivate() {
        List<JavaMethod> beans = LIBRARY.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Bean.class))
                .toList();
        assertThat(beans)
                .isNotEmpty()
                .allSatisfy(method -> assertThat(method.getModifiers())
                        .as(method.getFullName())
                        .doesNotContain(JavaModifier.PUBLIC, JavaModifier.PROTECTED, JavaModifier.PRIVATE));
    }
}
