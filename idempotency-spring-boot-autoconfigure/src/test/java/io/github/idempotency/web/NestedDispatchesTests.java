package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.Idempotent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Ways to an idempotent handler on which its response cannot be told from that of others. */
@ExtendWith(OutputCaptureExtension.class)
class NestedDispatchesTests {

    private static MemoryHost host;

    @BeforeAll
    static void start() {
        host = MemoryHost.start(List.of(Handlers.class, ErrorPage.class));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void refuseAnIncludedHandlerAndSayWhy(CapturedOutput output) {
        assertThat(host.http.post("/including", "{}", "Idempotency-Key", "k-1").statusCode())
                .isEqualTo(500);
        assertThat(Handlers.RUNS).hasValue(0);
        assertThat(output).contains("INCLUDE dispatch", "'included'");
        assertThat(host.http.post("/included", "{}", "Idempotency-Key", "k-1").statusCode())
                .isEqualTo(200);
        Handlers.RUNS.set(0);
    }

    /** Since Servlet 6.1 the error page is asked for with GET, unless a filter or a valve forwards to it by itself. */
    @Test
    void refuseAnErrorPageOfAMethodThatIsNotSafeAndSayWhy() {
        assertThat(MockMvcTester.from(host.context)
                        .post()
                        .uri("/error")
                        .with(request -> {
                            request.setDispatcherType(DispatcherType.ERROR);
                            return request;
                        })
                        .exchange())
                .failure()
                .rootCause()
                .hasMessageContaining("ERROR dispatch")
                .hasMessageContaining("'error-page'");
        assertThat(host.http.post("/failing", "{}").statusCode()).isEqualTo(418);
    }

    @RestController
    static class Handlers {

        static final AtomicInteger RUNS = new AtomicInteger();

        @PostMapping("/including")
        void including(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
            request.getRequestDispatcher("/included").include(request, response);
        }

        @PostMapping("/included")
        @Idempotent("included")
        String included() {
            return "run " + RUNS.incrementAndGet();
        }

        @PostMapping("/failing")
        void failing(HttpServletResponse response) throws IOException {
            response.sendError(418);
        }
    }

    @RestController
    static class ErrorPage implements ErrorController {

        @RequestMapping("${spring.web.error.path:${error.path:/error}}")
        @Idempotent("error-page")
        String error() {
            return "error";
        }
    }
}
