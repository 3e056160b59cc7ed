package io.github.idempotency.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.drill.mockmvc.MockMvcTarget;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

class MockMvcTargetTests {

    private final CarelessController controller = new CarelessController();

    private final MockMvc mockMvc = MockMvcBuilders.standaloneSetup(controller).build();

    @Test
    void aControllerWithoutProtectionFailsEveryDrillThatCanBeRun() {
        DrillReport report = IdempotencyDrill.against(MockMvcTarget.of(mockMvc))
                .post("/orders")
                .json("{}")
                .effects(controller.orders::get)
                .downstream(controller.orders::get)
                .report();

        assertThat(report.failures().stream().map(DrillResult::drill).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        Drill.EXACT_REPLAY,
                        Drill.TIMEOUT_AFTER_SUCCESS,
                        Drill.MODIFIED_PAYLOAD,
                        Drill.CONCURRENT_DUPLICATES,
                        Drill.DOWNSTREAM_DEDUPLICATION);
        assertThat(report.failures().get(0).message()).contains("at MockMvc failed");
    }

    @Test
    void waitsForAsynchronousHandlers() throws Exception {
        DrillResponse response = MockMvcTarget.of(mockMvc).send(new DrillRequest("POST", "/later", Map.of(), ""));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text()).isEqualTo("later");
        assertThat(response.first("X-Order")).isEqualTo("1");
    }

    @RestController
    static class CarelessController {

        final AtomicInteger orders = new AtomicInteger();

        @PostMapping("/orders")
        String order() {
            return "order " + orders.incrementAndGet();
        }

        @PostMapping("/later")
        Callable<ResponseEntity<String>> later(HttpServletResponse response) {
            response.setHeader("X-Order", "1");
            return () -> ResponseEntity.accepted().body("later");
        }
    }
}
