package io.github.idempotency.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Has the application's own exception handling answer a commit that failed after its handler had returned. */
final class CommitFailureHandler {

    private final Supplier<List<HandlerExceptionResolver>> resolvers;

    CommitFailureHandler(Supplier<List<HandlerExceptionResolver>> resolvers) {
        this.resolvers = resolvers;
    }

    /**
     * Answers.
     *
     * @throws ServletException with the failure as its cause, if the application does not handle it or wants a view rendered
     */
    void handle(HttpServletRequest request, HttpServletResponse response, Object handler, RuntimeException failure)
            throws ServletException {
        for (HandlerExceptionResolver resolver : resolvers.get()) {
            ModelAndView resolved = resolver.resolveException(request, response, handler, failure);
            if (resolved != null && resolved.isEmpty()) {
                return;
            }
            if (resolved != null) {
                break;
            }
        }
        throw new ServletException("The transaction of the request could not be committed", failure);
    }
}
