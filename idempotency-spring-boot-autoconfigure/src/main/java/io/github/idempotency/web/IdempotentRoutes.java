package io.github.idempotency.web;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RiskClass;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.InvalidPolicyException;
import java.util.Optional;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Makes handler functions idempotent, as {@link io.github.idempotency.Idempotent} does with handler methods:
 *
 * <pre class="code">
 * route().POST("/payments", idempotent.operation("create-payment", RiskClass.CRITICAL, payments::create)).build()
 * </pre>
 *
 * Policies are those of the risk class and of {@code idempotency.endpoints.<operation>.*}. Requests with a safe method are left
 * alone.
 */
public final class IdempotentRoutes {

    private final IdempotentOperations operations;
    private final ClaimInterceptor claims;
    private final AnswerInterceptor answerer;
    private final Answers answers;

    IdempotentRoutes(
            IdempotentOperations operations, ClaimInterceptor claims, AnswerInterceptor answerer, Answers answers) {
        this.operations = operations;
        this.claims = claims;
        this.answerer = answerer;
        this.answers = answers;
    }

    /**
     * Makes a handler function idempotent.
     *
     * @param name    name of the operation, unique in the application
     * @param risk    risk class of the operation
     * @param handler runs for the first request with a key
     * @throws InvalidPolicyException if there is such an operation already, or its policy cannot be kept
     */
    public HandlerFunction<ServerResponse> operation(String name, RiskClass risk, HandlerFunction<?> handler) {
        Operation operation = operations.registerFunction(name, risk);
        return new IdempotentHandlerFunction(operation, handler, claims, answerer, answers);
    }

    /**
     * The execution that a request stands for.
     *
     * @throws IllegalStateException if its handler function is not idempotent, or its method is safe
     */
    public static IdempotentExecution execution(ServerRequest request) {
        Exchange exchange = Exchange.of(request.servletRequest());
        IdempotentExecution execution = exchange == null ? null : exchange.handlerExecution();
        if (execution == null) {
            throw new IllegalStateException(
                    "The request has no execution: its handler function was not made idempotent, or its method is safe");
        }
        return execution;
    }

    /** The operation that a handler function stands for, empty if it is not idempotent. */
    public static Optional<Operation> operationOf(HandlerFunction<?> handler) {
        return handler instanceof IdempotentHandlerFunction idempotent
                ? Optional.of(idempotent.operation())
                : Optional.empty();
    }
}
