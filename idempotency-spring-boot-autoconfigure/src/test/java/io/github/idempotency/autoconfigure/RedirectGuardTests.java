package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.idempotency.client.RedirectRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** A destination that sends calls on: its own hosts see all, other ones nothing that is not theirs. */
class RedirectGuardTests {

    private static final List<String> OURS = List.of(
            "Idempotency-Key", "Idempotency-Attempt", "Idempotency-Retry-Budget", "X-Correlation-Id", "Authorization");

    private record Received(String method, String path, Headers headers, String body) {}

    private final List<Received> atShop = new CopyOnWriteArrayList<>();
    private final List<Received> elsewhere = new CopyOnWriteArrayList<>();
    private HttpServer shop;
    private HttpServer other;
    private volatile String location = "";
    private volatile int status = 307;

    @BeforeEach
    void start() throws IOException {
        shop = server(atShop);
        other = server(elsewhere);
    }

    private HttpServer server(List<Received> received) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            received.add(new Received(
                    exchange.getRequestMethod(),
                    path,
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            if (path.equals("/moved")) {
                exchange.getResponseHeaders().set("Location", location);
                exchange.sendResponseHeaders(status, -1);
            } else {
                byte[] answer = "there".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    @AfterEach
    void stop() {
        shop.stop(0);
        other.stop(0);
    }

    private static String url(HttpServer server) {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private ApplicationContextRunner runner(String client) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        IdempotencyClientAutoConfiguration.class,
                        HttpClientAutoConfiguration.class,
                        ImperativeHttpClientAutoConfiguration.class,
                        ReactiveHttpClientAutoConfiguration.class,
                        RestClientAutoConfiguration.class,
                        RestTemplateAutoConfiguration.class,
                        WebClientAutoConfiguration.class))
                .withPropertyValues(
                        "idempotency.client.destinations.shop.hosts=localhost:"
                                + shop.getAddress().getPort(),
                        "spring.http.clients.imperative.factory="
                                + (client.equals("RestTemplate over simple") ? "simple" : "jdk"));
    }

    private String call(ApplicationContext context, String client, HttpMethod method) {
        String moved = url(shop) + "/moved";
        String body = method == HttpMethod.GET ? null : "content";
        if (client.startsWith("RestTemplate")) {
            HttpHeaders headers = new HttpHeaders();
            headers.set("Authorization", "Bearer secret");
            return context.getBean(RestTemplateBuilder.class)
                    .build()
                    .exchange(moved, method, new HttpEntity<>(body, headers), String.class)
                    .getBody();
        }
        if (client.equals("WebClient")) {
            WebClient.RequestBodySpec request = context.getBean(WebClient.Builder.class)
                    .build()
                    .method(method)
                    .uri(moved)
                    .header("Authorization", "Bearer secret");
            return (body == null ? request : request.bodyValue(body))
                    .retrieve()
                    .bodyToMono(String.class)
                    .block();
        }
        RestClient.RequestBodySpec request = context.getBean(RestClient.Builder.class)
                .build()
                .method(method)
                .uri(moved)
                .header("Authorization", "Bearer secret");
        return (body == null ? request : request.body(body)).retrieve().body(String.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void aCallThatIsSentOnToAnotherServiceFailsAndIsNotSentThere(String client) {
        location = url(other) + "/there";
        runner(client).run(context -> {
            Exception failure = catchException(() -> call(context, client, HttpMethod.POST));
            assertThat(failure).isInstanceOfAny(ResourceAccessException.class, WebClientRequestException.class);
            assertThat(failure)
                    .hasRootCauseInstanceOf(RedirectRefusedException.class)
                    .rootCause()
                    .hasMessageContaining("Destination shop answered POST with 307 and sends it on to " + url(other))
                    .hasMessageContaining("idempotency.client.destinations.shop.hosts");
            assertThat(atShop).hasSize(1);
            assertThat(elsewhere).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void aReadThatIsSentOnToAnotherServiceIsFollowedWithNothingOfOursNorCredentials(String client) {
        location = url(other) + "/there";
        runner(client).run(context -> {
            assertThat(call(context, client, HttpMethod.GET)).isEqualTo("there");
            assertThat(atShop.get(0).headers()).containsKeys("Idempotency-attempt", "X-correlation-id");
            assertThat(elsewhere).hasSize(1);
            OURS.forEach(name -> assertThat(elsewhere.get(0).headers().getFirst(name))
                    .as(name)
                    .isNull());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void theOutcomeOfACallIsReadElsewhereWithoutItsKeyAndBody(String client) {
        status = 303;
        location = url(other) + "/there";
        runner(client).run(context -> {
            assertThat(call(context, client, HttpMethod.POST)).isEqualTo("there");
            assertThat(elsewhere.get(0).method()).isEqualTo("GET");
            assertThat(elsewhere.get(0).body()).isEmpty();
            assertThat(elsewhere.get(0).headers()).doesNotContainKey("Content-type");
            OURS.forEach(name -> assertThat(elsewhere.get(0).headers().getFirst(name))
                    .as(name)
                    .isNull());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void aCallThatIsSentOnWithinItsServiceIsFollowedAsItIs(String client) {
        location = "/there";
        runner(client).run(context -> {
            assertThat(call(context, client, HttpMethod.POST)).isEqualTo("there");
            assertThat(atShop).hasSize(2);
            assertThat(atShop.get(1).method()).isEqualTo("POST");
            assertThat(atShop.get(1).body()).isEqualTo("content");
            OURS.forEach(name -> assertThat(atShop.get(1).headers().getFirst(name))
                    .as(name)
                    .isNotNull()
                    .isEqualTo(atShop.get(0).headers().getFirst(name)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void anotherHostOfTheDestinationIsNoOtherService(String client) {
        location = url(other) + "/there";
        runner(client)
                .withPropertyValues("idempotency.client.destinations.shop.hosts=localhost:"
                        + shop.getAddress().getPort() + ", localhost:"
                        + other.getAddress().getPort())
                .run(context -> {
                    assertThat(call(context, client, HttpMethod.POST)).isEqualTo("there");
                    assertThat(elsewhere.get(0).headers().getFirst("Idempotency-Key"))
                            .isEqualTo(atShop.get(0).headers().getFirst("Idempotency-Key"));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void anEndlessRedirectEnds(String client) {
        location = "/moved";
        runner(client).run(context -> {
            assertThat(call(context, client, HttpMethod.POST)).isNull();
            assertThat(atShop).hasSize(6);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RestClient", "RestTemplate over simple", "WebClient"})
    void anApplicationThatFollowsNoRedirectsGetsThem(String client) {
        location = url(other) + "/there";
        runner(client)
                .withPropertyValues("spring.http.clients.redirects=dont-follow")
                .run(context -> {
                    assertThat(call(context, client, HttpMethod.POST)).isNull();
                    assertThat(atShop).hasSize(1);
                    assertThat(elsewhere).isEmpty();
                });
    }

    @Test
    void withoutADestinationNoBuilderIsTouched() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        IdempotencyClientAutoConfiguration.class,
                        HttpClientAutoConfiguration.class,
                        ImperativeHttpClientAutoConfiguration.class))
                .withPropertyValues("spring.http.clients.imperative.factory=jdk")
                .run(context -> assertThat(context.getBean(ClientHttpRequestFactoryBuilder.class))
                        .isInstanceOf(JdkClientHttpRequestFactoryBuilder.class));
    }

    @Test
    void aBuilderThatTheApplicationDeclaresByItsClassIsLeftToIt() {
        runner("RestClient")
                .withBean(JdkClientHttpRequestFactoryBuilder.class, ClientHttpRequestFactoryBuilder::jdk)
                .run(context -> assertThat(context).hasSingleBean(JdkClientHttpRequestFactoryBuilder.class));
    }
}
