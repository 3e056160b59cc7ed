package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.UnknownOperationsException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureAnalyzersTests {

    private static final Set<String> OPERATIONS = Set.of("create-payment", "create-transfer", "POST /refunds");

    @Test
    void showTheRemedyOfAnInvalidPolicy() {
        assertThat(analysis(new InvalidPolicyException("a is longer than b.", "Change a or b.")))
                .isEqualTo("An idempotency policy is not valid: a is longer than b.\nChange a or b.");
    }

    @Test
    void nameTheOperationThatWasMeantAndAllThereAre() {
        assertThat(analysis(new UnknownOperationsException(Set.of("create-paymnet"), OPERATIONS)))
                .contains("idempotency.endpoints.[create-paymnet].*", "Did you mean 'create-payment'?")
                .contains("The operations are 'POST /refunds', 'create-payment', 'create-transfer'.");
    }

    @Test
    void suggestNothingForANameUnlikeAnyOther() {
        assertThat(analysis(new UnknownOperationsException(Set.of("ship"), OPERATIONS)))
                .contains("there is no operation 'ship'")
                .doesNotContain("Did you mean");
    }

    @Test
    void sayThatThereIsNoOperationAtAll() {
        assertThat(analysis(new UnknownOperationsException(Set.of("ship"), Set.of())))
                .contains("No handler method is annotated with @Idempotent.");
    }

    private static String analysis(Exception failure) {
        return StartUpAnalysis.of(new IllegalStateException("outer", failure));
    }
}
