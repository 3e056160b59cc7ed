package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.ReplayCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;

/** An application that was processed ahead of time, with a rate limit and without a replay cache, and started in other ways. */
class AheadOfTimeTests {

    private static final String ARGUMENTS = "test.aot.arguments";

    private static final String NO_SERVER = "--spring.main.web-application-type=none";

    private static final String[] BUILT_WITH = {
        NO_SERVER,
        "--idempotency.store.type=memory",
        "--idempotency.rate-limit.enabled=true",
        "--idempotency.purge.enabled=off"
    };

    @TempDir
    static Path directory;

    /** With the generated code; one for all starts, for its classes take longer to load than the application to start. */
    private static ReducedClassPath application;

    @BeforeAll
    static void process() throws IOException {
        Path sources = directory.resolve("sources");
        Path classes = directory.resolve("classes");
        new SpringApplicationAotProcessor(
                        AheadOfTimeHost.class,
                        AbstractAotProcessor.Settings.builder()
                                .sourceOutput(sources)
                                .resourceOutput(classes)
                                .classOutput(classes)
                                .groupId("test")
                                .artifactId("test")
                                .build(),
                        BUILT_WITH)
                .process();
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        application = ReducedClassPath.with(classes);
    }

    @AfterAll
    static void close() throws IOException {
        application.close();
    }

    /** What the application says when it is started with arguments. */
    private static String start(String... arguments) throws Exception {
        System.setProperty(ARGUMENTS, String.join(" ", arguments));
        try {
            return (String) application.call(AheadOfTimeTests.class, "run");
        } finally {
            System.clearProperty(ARGUMENTS);
        }
    }

    /** Called on a class path of its own. */
    static String run() {
        SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        SpringApplication application = new SpringApplication(AheadOfTimeHost.class);
        application.setMainApplicationClass(AheadOfTimeHost.class);
        try (ConfigurableApplicationContext context =
                application.run(System.getProperty(ARGUMENTS).split(" "))) {
            return "started with " + context.getBeanNamesForType(NewKeyLimit.class).length + " limit and "
                    + context.getBeanNamesForType(ReplayCache.class).length + " caches";
        } catch (RuntimeException e) {
            return StartUpAnalysis.of(e);
        }
    }

    @Test
    void startsAsItWasBuilt() throws Exception {
        assertThat(start(BUILT_WITH)).isEqualTo("started with 1 limit and 0 caches");
    }

    @ParameterizedTest
    @CsvSource({
        "idempotency.store.replay-cache.enabled=true, false",
        "IDEMPOTENCY.STORE.REPLAYCACHE.ENABLED=true, false",
        "idempotency.quota.enabled=true, false",
        "idempotency.purge.enabled=true, false",
        "idempotency.rate-limit.enabled=false, true",
        "idempotency.store.response-partitions.enabled=true, false",
        "idempotency.store.circuit-breaker.enabled=false, true",
        "idempotency.store.type=jpa, memory",
        "idempotency.store.schema=validate, migrate",
        "idempotency.tenant.source=claim, principal",
        "idempotency.statistics.enabled=false, true",
        "idempotency.reconcile.enabled=false, true",
        "idempotency.client.enabled=false, true",
        "idempotency.auto-configure=false, true",
        "idempotency.observed=true, false"
    })
    void failsIfAPropertyThatChoseBeansHasChanged(String property, String built) throws Exception {
        String name = property.substring(0, property.indexOf('='));
        Stream<String> others = Stream.of(BUILT_WITH).filter(argument -> !argument.startsWith("--" + name + "="));
        String analysis =
                start(Stream.concat(others, Stream.of("--" + property)).toArray(String[]::new));

        assertThat(analysis)
                .containsIgnoringCase(name.replace("REPLAYCACHE", "replay-cache"))
                .contains("it was '" + built + "' when the application was processed ahead of time", "at build time");
    }

    @Test
    void failsIfAFeatureThatIsInIsNoLongerAskedFor() throws Exception {
        assertThat(start(NO_SERVER, "--idempotency.store.type=memory", "--idempotency.purge.enabled=off"))
                .contains("idempotency.rate-limit.enabled", "it was 'true'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "idempotency.enabled=false",
                "idempotency.rollout=observe",
                "idempotency.governance=fail",
                "idempotency.rate-limit.keys=5",
                "idempotency.tenant.source=none"
            })
    void readsAtStartWhatChoosesNoBeans(String property) throws Exception {
        assertThat(start(Stream.concat(Stream.of(BUILT_WITH), Stream.of("--" + property))
                        .toArray(String[]::new)))
                .startsWith("started");
    }

    @Test
    void knowsEveryPropertyThatChoosesBeans() {
        assertThat(new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("io.github.idempotency")
                                .stream()
                                .flatMap(AheadOfTimeTests::annotations)
                                .flatMap(AheadOfTimeTests::properties)
                                .distinct())
                .isNotEmpty()
                .isSubsetOf(BuildTimeSettings.names());
    }

    private static Stream<JavaAnnotation<?>> annotations(JavaClass type) {
        return Stream.concat(
                type.getAnnotations().stream(),
                type.getMethods().stream().flatMap(method -> method.getAnnotations().stream()));
    }

    private static Stream<String> properties(JavaAnnotation<?> annotation) {
        String type = annotation.getRawType().getName();
        if (!type.equals(ConditionalOnProperty.class.getName())
                && !type.equals(ConditionalOnBooleanProperty.class.getName())) {
            return Stream.empty();
        }
        assertThat(annotation.get("prefix")).hasValue("");
        return Stream.of("name", "value")
                .flatMap(attribute ->
                        Stream.of((String[]) annotation.get(attribute).orElseThrow()));
    }
}
