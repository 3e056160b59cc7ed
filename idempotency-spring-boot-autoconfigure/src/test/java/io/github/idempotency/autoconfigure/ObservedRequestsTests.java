package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.IdempotencyDescriptor;
import io.github.idempotency.actuate.IdempotencyEndpoint;
import io.github.idempotency.actuate.RolloutFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

/** What requests leave in meters, observations and the endpoint. */
class ObservedRequestsTests {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HttpMessageConvertersAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyAutoConfiguration.class,
                    IdempotencyWebMvcAutoConfiguration.class,
                    IdempotencyObservationAutoConfiguration.class,
                    IdempotencyMetricsAutoConfiguration.class,
                    IdempotencyActuatorAutoConfiguration.class))
            .withUserConfiguration(Registries.class, Payments.class)
            .withPropertyValues(
                    "idempotency.store.type=memory",
                    "idempotency.observed=true",
                    "management.endpoints.web.exposure.include=idempotency");

    @Test
    void aRetryIsSeenAsAClaimAReplayAndARecoveredKey() {
        runner.run(context -> {
            post(context, "{}");
            post(context, "{}");
            post(context, "{}");
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.find("idempotency.claim").timers())
                    .extracting(timer -> timer.getId().getTag("outcome"), Timer::count)
                    .containsExactlyInAnyOrder(tuple("claimed", 1L), tuple("replayed", 2L));
            assertThat(registry.find("idempotency.complete").timers())
                    .extracting(timer -> timer.getId().getTag("outcome"), Timer::count)
                    .containsExactly(tuple("stored", 1L));
            assertThat(registry.get("idempotency.retries.recovered").counter().count())
                    .isEqualTo(1);
        });
    }

    @Test
    void observeShowsWhoWouldMeetWhat() {
        runner.withPropertyValues("idempotency.rollout=observe").run(context -> {
            post(context, "{}");
            post(context, "{}");
            post(context, "{\"other\":1}");
            assertThat(((IdempotencyDescriptor) context.getBean(IdempotencyEndpoint.class)
                                    .operations(null)
                                    .getBody())
                            .operations())
                    .singleElement()
                    .satisfies(operation -> {
                        assertThat(operation.rollout().clients())
                                .containsOnlyKeys("ios_1")
                                .containsValue(new RolloutFigures(3, 3, 1, 1, 0));
                        assertThat(operation.rollout().readyFor()).isEqualTo("observe");
                    });
        });
    }

    @Test
    void drillsAreCountedByThemselves() {
        runner.run(context -> {
            post(context, "{}");
            post(context, "{}", "Idempotency-Synthetic", "drill");
            post(context, "{\"other\":1}", 409, "Idempotency-Synthetic", "drill");
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.find("idempotency.requests").counters())
                    .extracting(
                            counter -> counter.getId().getTag("client.version"),
                            counter -> counter.getId().getTag("outcome"),
                            Counter::count)
                    .containsExactlyInAnyOrder(
                            tuple("ios_1", "executed", 1.0),
                            tuple("synthetic", "replayed", 1.0),
                            tuple("synthetic", "key-reused", 1.0));
            IdempotencyDescriptor all = (IdempotencyDescriptor)
                    context.getBean(IdempotencyEndpoint.class).operations(null).getBody();
            assertThat(all.statistics().conflictMakers()).isEmpty();
            assertThat(all.operations()).singleElement().satisfies(operation -> {
                assertThat(operation.outcomes()).containsOnly(Map.entry("executed", 1L));
                assertThat(operation.conflicts()).isZero();
                assertThat(operation.synthetic()).containsOnly(Map.entry("replayed", 1L), Map.entry("key-reused", 1L));
                assertThat(operation.rollout().total()).isEqualTo(new RolloutFigures(1, 1, 0, 0, 0));
            });
        });
    }

    @Test
    void noRequestIsSyntheticWhereTheHeaderIsNotHonoured() {
        runner.withPropertyValues("idempotency.client-version.synthetic-header=")
                .run(context -> {
                    post(context, "{}", "Idempotency-Synthetic", "drill");
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("idempotency.requests")
                                    .tag("client.version", "ios_1")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                });
    }

    private static void post(WebApplicationContext context, String body, String... headers) {
        post(context, body, 200, headers);
    }

    private static void post(WebApplicationContext context, String body, int status, String... headers) {
        MockMvcTester mvc = MockMvcTester.from(
                context,
                mock -> mock.addFilters(context.getBean("idempotencyFilter", FilterRegistrationBean.class)
                                .getFilter())
                        .build());
        var request = mvc.post()
                .uri("/payments")
                .header("Idempotency-Key", "k-1")
                .header("X-Client-Version", "ios 1")
                .content(body);
        for (int i = 0; i < headers.length; i += 2) {
            request = request.header(headers[i], headers[i + 1]);
        }
        assertThat(request).hasStatus(status);
    }

    @RestController
    static class Payments {

        @Idempotent(value = "pay", risk = RiskClass.CRITICAL)
        @PostMapping("/payments")
        String pay() {
            return "paid";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Registries {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        ObservationRegistry observationRegistry(MeterRegistry meters) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
            return registry;
        }
    }
}
