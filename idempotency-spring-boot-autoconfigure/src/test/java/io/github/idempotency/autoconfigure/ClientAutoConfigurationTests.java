package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.idempotency.client.OutgoingCalls;
import io.github.idempotency.client.OutgoingKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

class ClientAutoConfigurationTests {

    private final List<Headers> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        IdempotencyClientAutoConfiguration.class,
                        IdempotencyMetricsAutoConfiguration.class,
                        RestClientAutoConfiguration.class,
                        RestClientObservationAutoConfiguration.class,
                        RestTemplateAutoConfiguration.class,
                        WebClientAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
    }

    private static ApplicationContextRunner configured() {
        return runner().withPropertyValues(
                        "idempotency.client.destinations.shop.hosts=localhost",
                        "idempotency.client.destinations.shop.backoff.base=1ms");
    }

    private List<String> values(String header) {
        return received.stream().map(headers -> headers.getFirst(header)).toList();
    }

    private void assertRetriedUnderOneKey() {
        assertThat(values("Idempotency-Key"))
                .hasSize(2)
                .doesNotContainNull()
                .containsOnly(values("Idempotency-Key").get(0));
        assertThat(values("Idempotency-Key").get(0)).matches("\"[0-9a-f-]{36}\"");
    }

    @Test
    void theRestClientOfTheApplicationIsRetriedAndCounted() {
        failures.set(1);
        configured().run(context -> {
            context.getBean(RestClient.Builder.class)
                    .build()
                    .post()
                    .uri(url())
                    .retrieve()
                    .toBodilessEntity();
            assertRetriedUnderOneKey();
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            assertThat(count(meters, "attempts")).isEqualTo(2);
            assertThat(count(meters, "retries", "reason", "unavailable")).isOne();
            assertThat(count(meters, "recovered", "reason", "unavailable")).isOne();
        });
    }

    @Test
    void anExhaustedBudgetIsCounted() {
        failures.set(2);
        configured()
                .withPropertyValues("idempotency.client.destinations.shop.budget.reserve=0")
                .run(context -> {
                    context.getBean(RestClient.Builder.class)
                            .defaultStatusHandler(any -> true, (request, response) -> {})
                            .build()
                            .post()
                            .uri(url())
                            .retrieve()
                            .toBodilessEntity();
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    assertThat(received).hasSize(1);
                    assertThat(count(meters, "budget.exhausted")).isOne();
                    assertThat(count(meters, "given.up", "reason", "budget")).isOne();
                });
    }

    private static double count(MeterRegistry meters, String name, String... tags) {
        return meters.get("idempotency.client." + name)
                .tag("destination", "shop")
                .tags(tags)
                .counter()
                .count();
    }

    @Test
    void theRestTemplateOfTheApplicationIsRetried() {
        failures.set(1);
        configured().run(context -> {
            context.getBean(RestTemplateBuilder.class).build().postForEntity(url(), "x", Void.class);
            assertRetriedUnderOneKey();
        });
    }

    @Test
    void theWebClientOfTheApplicationIsRetried() {
        failures.set(1);
        configured().run(context -> {
            context.getBean(WebClient.Builder.class)
                    .clientConnector(new JdkClientHttpConnector())
                    .build()
                    .post()
                    .uri(url())
                    .retrieve()
                    .toBodilessEntity()
                    .block();
            assertRetriedUnderOneKey();
        });
    }

    interface Shop {
        @PostExchange("/orders")
        void order();
    }

    @Test
    void anInterfaceOverTheRestClientIsRetriedAndTakesAKeyFromAround() {
        failures.set(1);
        configured()
                .withPropertyValues("idempotency.client.destinations.shop.dialect=bare")
                .run(context -> {
                    RestClient client = context.getBean(RestClient.Builder.class)
                            .baseUrl(url())
                            .build();
                    Shop shop = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                            .build()
                            .createClient(Shop.class);
                    OutgoingKey.with("order-7", () -> {
                        shop.order();
                        return true;
                    });
                    assertThat(values("Idempotency-Key")).containsExactly("order-7", "order-7");
                });
    }

    /** Stands in for tracing, which propagates in this very way. */
    private static final class TraceParents implements ObservationHandler<SenderContext<Object>> {
        @Override
        public void onStart(SenderContext<Object> context) {
            Object carrier = context.getCarrier();
            if (carrier != null) {
                context.getSetter()
                        .set(carrier, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof SenderContext;
        }
    }

    @Test
    void traceAndCorrelationTravelTogether() {
        failures.set(1);
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new TraceParents());
        configured().withBean(ObservationRegistry.class, () -> observations).run(context -> {
            context.getBean(RestClient.Builder.class)
                    .build()
                    .post()
                    .uri(url())
                    .retrieve()
                    .toBodilessEntity();
            assertThat(values("traceparent"))
                    .hasSize(2)
                    .containsOnly("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            assertThat(values("X-Correlation-Id"))
                    .doesNotContainNull()
                    .containsOnly(values("X-Correlation-Id").get(0));
        });
    }

    @Test
    void withoutADestinationNothingIsIntercepted() {
        failures.set(1);
        runner().run(context -> {
            context.getBean(RestClient.Builder.class)
                    .requestInterceptors(list -> assertThat(list).isEmpty());
            assertThat(context.getBean(RestTemplateBuilder.class).build().getInterceptors())
                    .isEmpty();
            context.getBean(WebClient.Builder.class)
                    .filters(list -> assertThat(list).isEmpty());
        });
    }

    @Test
    void canBeSwitchedOff() {
        configured()
                .withPropertyValues("idempotency.client.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(OutgoingCalls.class));
        configured()
                .withPropertyValues("idempotency.auto-configure=false")
                .run(context -> assertThat(context).doesNotHaveBean(OutgoingCalls.class));
    }

    @Test
    void noClientLibraryIsNeeded() throws Exception {
        try (ReducedClassPath classPath =
                new ReducedClassPath("spring-boot-restclient", "spring-boot-webclient", "spring-webflux", "reactor")) {
            assertThat(classPath.call(ClientAutoConfigurationTests.class, "startsWithoutClients"))
                    .isEqualTo(true);
        }
    }

    static boolean startsWithoutClients() {
        boolean[] started = new boolean[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(IdempotencyClientAutoConfiguration.class))
                .withPropertyValues("idempotency.client.destinations.shop.hosts=localhost")
                .run(context -> started[0] = context.getStartupFailure() == null);
        return started[0];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop.attempts=0 | shop.attempts | must be from 1 to 10",
                "shop.deadline=0 | shop.deadline | must be from 1ms to 10m",
                "shop.backoff.base=0 | shop.backoff.base | must be from 1ms to 1m",
                "shop.backoff.cap=0 | shop.backoff.cap | must be from",
                "shop.budget.ratio=-0.1 | shop.budget.ratio | must be from 0 to 10",
                "shop.budget.reserve=-1 | shop.budget.reserve | must be from 0 to 10000",
                "shop.budget.window=10ms | shop.budget.window | must be from 1s to 1m",
                "shop.header=Bad Header | shop.header | must be the name of an HTTP header",
                "shop.max-key-length=31 | shop.max-key-length | must be from 32 to 255",
                "shop.hosts=http://localhost | shop.hosts | must be a host",
                "other.attempts=2 | other.hosts | at least one host is needed",
                "other.hosts=LOCALHOST | .hosts | too: a call must have one destination"
            })
    void anInvalidDestinationFailsTheStartWithTheNameOfItsProperty(String property, String name, String reason) {
        configured()
                .withPropertyValues("idempotency.client.destinations." + property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("idempotency.client.destinations.")
                        .hasStackTraceContaining(name)
                        .hasStackTraceContaining(reason));
    }
}
