package io.github.idempotency.client;

import static io.github.idempotency.client.ScriptedServer.reset;
import static io.github.idempotency.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.CurrentExecution;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.web.client.RestClient;

/** Spring's own retries around a call within an execution. */
class RetryableCallTests {

    static class Shop {

        @Retryable(maxRetries = 3, delay = 1)
        public void order(RestClient http, String item) {
            http.post().uri("/orders").body(item).retrieve().toBodilessEntity();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Shops {

        @Bean
        Shop shop() {
            return new Shop();
        }
    }

    @Test
    void allAttemptsOfARetryableMethodHaveOneKeyAndTheNextCallHasAnother() throws IOException {
        try (ScriptedServer server = new ScriptedServer();
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Shops.class);
                CurrentExecution.Scope scope = new CurrentExecution(Executions.of("a"), true).open()) {
            assertThat(scope).isNotNull();
            server.script(status(503), reset(), status(503));
            Destination destination = TestCalls.with(TestCalls.destination("localhost"), 1, Duration.ofSeconds(10));
            RestClient http = RestClient.builder()
                    .baseUrl(server.url())
                    .requestInterceptor(new RetryingInterceptor(new TestCalls().to(destination)))
                    .build();
            context.getBean(Shop.class).order(http, "book");
            context.getBean(Shop.class).order(http, "book");
            List<String> keys = server.received.stream()
                    .map(request -> request.header("Idempotency-Key"))
                    .toList();
            assertThat(keys).hasSize(5);
            assertThat(keys.subList(0, 4)).containsOnly(keys.get(0));
            assertThat(keys.get(4)).isNotEqualTo(keys.get(0));
        }
    }
}
