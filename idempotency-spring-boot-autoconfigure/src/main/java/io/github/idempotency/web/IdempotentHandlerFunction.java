package io.github.idempotency.web;

import io.github.idempotency.core.ActiveExecution;
import io.github.idempotency.core.OperationCatalog.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.function.AsyncServerResponse;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A handler function that stands for an operation. It is entered when interceptors and filter functions, and their authorisation,
 * have let the request pass: so it claims and answers in one place.
 */
final class IdempotentHandlerFunction implements HandlerFunction<ServerResponse> {

    private final Operation operation;
    private final HandlerFunction<?> handler;
    private final ClaimInterceptor claims;
    private final AnswerInterceptor answerer;
    private final Answers answers;

    IdempotentHandlerFunction(
            Operation operation,
            HandlerFunction<?> handler,
            ClaimInterceptor claims,
            AnswerInterceptor answerer,
            Answers answers) {
        this.operation = operation;
        this.handler = handler;
        this.claims = claims;
        this.answerer = answerer;
        this.answers = answers;
    }

    Operation operation() {
        return operation;
    }

    @Override
    public ServerResponse handle(ServerRequest request) throws Exception {
        HttpServletRequest servletRequest = request.servletRequest();
        if (!IdempotentOperations.isMutating(servletRequest.getMethod()) || Exchange.of(servletRequest) != null) {
            return handler.handle(request);
        }
        Object dispatched = servletRequest.getAttribute(AnswerInterceptor.HANDLER_FUNCTION);
        Object response = servletRequest.getAttribute(AnswerInterceptor.RESPONSE);
        if (dispatched == null || !(response instanceof HttpServletResponse servletResponse)) {
            throw new IllegalStateException(
                    "The route of operation '" + operation.name()
                            + "' is not served by Spring MVC's own mapping (bean 'routerFunctionMapping'), whose interceptors it needs");
        }
        Exchange exchange = claims.open(operation, dispatched, servletRequest, servletResponse);
        exchange.markHandlerReached();
        PendingAnswer answer = exchange.takeAnswer();
        if (answer != null) {
            return new AnswerResponse(
                    answers.status(answer), (http, out) -> answerer.answer(exchange, answer, http, out));
        }
        ServerResponse handled = handler.handle(request);
        ActiveExecution execution = exchange.execution();
        if (execution != null && execution.holdsBackResponse() && handled instanceof AsyncServerResponse) {
            throw new IllegalStateException(
                    "Operation '" + operation.name() + "' has execution ATOMIC and its handler function"
                            + " returned an asynchronous response: the transaction belongs to one thread and is rolled back. Use"
                            + " execution LEASE, or return the response itself");
        }
        return handled;
    }
}
