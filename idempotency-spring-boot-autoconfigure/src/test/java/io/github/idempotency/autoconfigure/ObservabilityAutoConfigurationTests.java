package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.FakeOperatorStore;
import io.github.idempotency.actuate.FakeStore;
import io.github.idempotency.actuate.IdempotencyEndpoint;
import io.github.idempotency.actuate.IdempotencyHealthIndicator;
import io.github.idempotency.actuate.IdempotencyRecordsEndpoint;
import io.github.idempotency.actuate.OutcomeCounters;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StepObserver;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.metrics.MeterListener;
import io.github.idempotency.metrics.ObservedSteps;
import io.github.idempotency.metrics.PurgeMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

class ObservabilityAutoConfigurationTests {

    private static final AutoConfigurations OURS = AutoConfigurations.of(
            IdempotencyMetricsAutoConfiguration.class,
            IdempotencyObservationAutoConfiguration.class,
            IdempotencyActuatorAutoConfiguration.class);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(OURS)
            .withPropertyValues("management.endpoints.web.exposure.include=*")
            .withUserConfiguration(StoreAndCatalog.class);

    @Test
    void addMetersWhereThereIsARegistry() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).hasSingleBean(MeterListener.class));
        runner.run(context -> assertThat(context).doesNotHaveBean(MeterListener.class));
    }

    @Test
    void addMetersOfThePurgeWhereRecordsExpireWhoeverPurges() {
        ApplicationContextRunner metered = runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new);
        for (boolean purge : new boolean[] {true, false}) {
            metered.withPropertyValues("idempotency.purge.enabled=" + purge).run(context -> {
                MeterRegistry registry = context.getBean(MeterRegistry.class);
                assertThat(registry.find("idempotency.purge.lag").gauge()).isNotNull();
                assertThat(registry.find("idempotency.purged").counters()).hasSize(2);
            });
        }
        metered.withPropertyValues("idempotency.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(PurgeMeters.class));
    }

    @Test
    void showTheLagOfAPurgeThatIsSwitchedOffHere() {
        FakeOperatorStore store = new FakeOperatorStore();
        store.purgeLag = Duration.ofHours(2);
        runner.withBean(OperatorStore.class, () -> store)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("idempotency.purge.enabled=false")
                .run(context -> await().untilAsserted(() -> assertThat(context.getBean(MeterRegistry.class)
                                .get("idempotency.purge.lag")
                                .gauge()
                                .value())
                        .isEqualTo(7_200)));
    }

    @Test
    void observeWhereSomebodyTracesOrAsksForIt() {
        ApplicationContextRunner observable = runner.withBean(ObservationRegistry.class, ObservationRegistry::create);
        observable
                .withPropertyValues("idempotency.observed=true")
                .run(context -> assertThat(context).hasSingleBean(ObservedSteps.class));
        observable.run(context -> assertThat(context).doesNotHaveBean(StepObserver.class));
        runner.withPropertyValues("idempotency.observed=true")
                .run(context -> assertThat(context).doesNotHaveBean(StepObserver.class));
    }

    @Test
    void addTheEndpointAndItsCountersWhereItIsExposed() {
        WebApplicationContextRunner web =
                new WebApplicationContextRunner().withConfiguration(OURS).withUserConfiguration(StoreAndCatalog.class);
        web.withPropertyValues("management.endpoints.web.exposure.include=idempotency")
                .run(context -> assertThat(context)
                        .hasSingleBean(IdempotencyEndpoint.class)
                        .hasSingleBean(OutcomeCounters.class));
        web.run(context ->
                assertThat(context).doesNotHaveBean(IdempotencyEndpoint.class).doesNotHaveBean(OutcomeCounters.class));
    }

    @Test
    void addTheHealthIndicatorUnlessItIsSwitchedOff() {
        runner.run(context -> assertThat(context).hasSingleBean(IdempotencyHealthIndicator.class));
        runner.withPropertyValues("management.health.idempotency.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(IdempotencyHealthIndicator.class));
    }

    @Test
    void addTheEndpointOfRecordsAndTheirGaugesWhereTheStoreCanBeVisited() {
        ApplicationContextRunner visited = runner.withBean(OperatorStore.class, FakeOperatorStore::new)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
        visited.run(context -> {
            assertThat(context).hasSingleBean(IdempotencyRecordsEndpoint.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            await().untilAsserted(() -> assertThat(
                            registry.find("idempotency.uncertain.records").gauge())
                    .isNotNull());
        });
        visited.withPropertyValues("idempotency.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("idempotencyUncertainGauges"));
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context)
                        .doesNotHaveBean(IdempotencyRecordsEndpoint.class)
                        .doesNotHaveBean("idempotencyUncertainGauges"));
    }

    @Test
    void acceptWritesOnlyWhereTheyArePermitted() {
        FakeOperatorStore store = new FakeOperatorStore();
        RecordDetails record = store.add(RecordState.UNCERTAIN);
        String uri = "/actuator/idempotencyrecords/" + record.stored().claim().id();
        WebApplicationContextRunner web = new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .withUserConfiguration(StoreAndCatalog.class, WebEndpoints.class)
                .withBean(OperatorStore.class, () -> store)
                .withPropertyValues("management.endpoints.web.exposure.include=idempotencyrecords");
        web.run(context -> {
            assertThat(write(context, uri)).hasStatus(405);
            assertThat(mvc(context).get().uri(uri)).hasStatusOk();
            assertThat(store.settled).isEmpty();
        });
        web.withPropertyValues("management.endpoint.idempotencyrecords.access=UNRESTRICTED")
                .run(context -> assertThat(write(context, uri)).hasStatusOk());
        assertThat(store.settled).hasSize(1);
    }

    private static MockMvcTester mvc(AssertableWebApplicationContext context) {
        return MockMvcTester.from((WebApplicationContext) context.getSourceApplicationContext());
    }

    private static MockMvcTester.MockMvcRequestBuilder write(AssertableWebApplicationContext context, String uri) {
        return mvc(context)
                .post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .content("""
                {"action":"release","reason":"the provider has no charge"}""");
    }

    @Test
    void backOffWithoutAStore() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(IdempotencyEndpoint.class)
                        .doesNotHaveBean(IdempotencyHealthIndicator.class));
    }

    @Test
    void leaveNoBeanWhereTheLibraryIsOff() {
        runner.withPropertyValues("idempotency.auto-configure=false")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context)
                        .doesNotHaveBean(IdempotencyListener.class)
                        .doesNotHaveBean(IdempotencyEndpoint.class)
                        .doesNotHaveBean(IdempotencyProperties.class)
                        .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void startWithoutActuatorHealthAndMicrometer() throws Exception {
        try (ReducedClassPath classPath =
                new ReducedClassPath("spring-boot-actuator", "spring-boot-health", "micrometer-core")) {
            assertThat(classPath.call(BareApplication.class, "beansOfTheLibrary"))
                    .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                    .noneMatch(name -> name.startsWith("idempotency") && !name.contains("Properties"));
        }
    }

    @Test
    void serveTheEndpointOverHttp() {
        new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .withUserConfiguration(StoreAndCatalog.class, WebEndpoints.class)
                .withPropertyValues("management.endpoints.web.exposure.include=idempotency")
                .run(context -> {
                    MockMvcTester mvc =
                            MockMvcTester.from((WebApplicationContext) context.getSourceApplicationContext());
                    assertThat(mvc.get().uri("/actuator/idempotency"))
                            .hasStatusOk()
                            .bodyJson()
                            .extractingPath("$.operations[0].policy.resultRetention")
                            .isEqualTo("3d");
                    assertThat(mvc.get().uri(URI.create("/actuator/idempotency/POST%20/payments/%7Bid%7D/refunds")))
                            .hasStatusOk()
                            .bodyJson()
                            .extractingPath("$.operation")
                            .isEqualTo("POST /payments/{id}/refunds");
                    assertThat(mvc.get().uri("/actuator/idempotency?window=90d"))
                            .hasStatusOk()
                            .bodyJson()
                            .extractingPath("$.statistics.source")
                            .isEqualTo("this-process");
                    for (String uri : List.of(
                            "/actuator/idempotency", "/actuator/idempotency/POST%20/payments/%7Bid%7D/refunds")) {
                        assertThat(mvc.get().uri(URI.create(uri + "?window=yesterday")))
                                .hasStatus(400)
                                .bodyJson()
                                .extractingPath("$.message")
                                .asString()
                                .startsWith("The window must be from 1m to 90d");
                    }
                    assertThat(mvc.get().uri("/actuator/idempotency/create-paymnet"))
                            .hasStatus(404);
                });
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        ConfigurationPropertiesAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        EndpointAutoConfiguration.class,
        JacksonEndpointAutoConfiguration.class,
        WebEndpointAutoConfiguration.class,
        ManagementContextAutoConfiguration.class,
        ServletManagementContextAutoConfiguration.class
    })
    static class WebEndpoints {}

    /** Loaded on a class path of its own. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({IdempotencyMetricsAutoConfiguration.class, IdempotencyActuatorAutoConfiguration.class})
    static class BareApplication {

        static List<String> beansOfTheLibrary() {
            SpringApplication application = new SpringApplication(BareApplication.class, StoreAndCatalog.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.setBannerMode(Banner.Mode.OFF);
            try (ConfigurableApplicationContext context = application.run()) {
                context.getBean(OperationCatalog.class);
                return List.of(context.getBeanDefinitionNames());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class StoreAndCatalog {

        @Bean
        IdempotencyStore store() {
            return FakeStore.counting(List::of);
        }

        @Bean
        OperationCatalog catalog() {
            String name = "POST /payments/{id}/refunds";
            return () -> List.of(new OperationCatalog.Operation(
                    name,
                    RiskClass.HIGH,
                    new DefaultPolicyResolver(Map.of(), Map.of()).resolve(name, RiskClass.HIGH, PolicyOverrides.NONE)));
        }
    }
}
