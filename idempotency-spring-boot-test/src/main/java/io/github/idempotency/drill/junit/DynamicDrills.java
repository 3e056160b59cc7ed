package io.github.idempotency.drill.junit;

import io.github.idempotency.drill.DrillResult;
import io.github.idempotency.drill.IdempotencyDrill;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Drills as tests: one for each, for a method with {@code @TestFactory} to return.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> paymentsAreSafeToRetry() {
 *     return DynamicDrills.of(IdempotencyDrill.against(url).post("/payments").json(body).effects(this::payments));
 * }
 * }</pre>
 */
public final class DynamicDrills {

    private DynamicDrills() {}

    /** A test for each drill; one that lacks something is aborted with what to say. */
    public static Stream<DynamicTest> of(IdempotencyDrill drill) {
        return drill.cases().stream()
                .map(each -> DynamicTest.dynamicTest(each.title(), () -> {
                    DrillResult result = each.run();
                    switch (result.verdict()) {
                        case FAILED -> Assertions.fail(result.message());
                        case SKIPPED -> Assumptions.abort(result.message());
                        case PASSED -> {}
                    }
                }));
    }
}
