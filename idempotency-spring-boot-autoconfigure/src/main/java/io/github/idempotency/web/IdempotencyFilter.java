package io.github.idempotency.web;

import io.github.idempotency.web.HeldRefusals.HeldAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests ready to be captured, and ends the exchange when its response is complete. Requests with a safe method pass
 * untouched; of the others, those that reach no idempotent handler pass through wrappers that do nothing.
 *
 * <p>It stands between the last filter of the host and the dispatcher: it reads what the dispatcher would read, captures what the
 * dispatcher writes, and replays at the same place, so that all filters act on a replay as they did on the first answer. It has
 * to be registered for REQUEST, FORWARD, ASYNC and ERROR dispatches, and as a request listener. {@link ClaimInterceptor} proves
 * for each request that nothing stands in between.
 */
public final class IdempotencyFilter implements Filter, ServletRequestListener {

    private final ExchangeFinisher finisher;
    private final HeldRefusals heldRefusals;
    private final boolean absoluteRedirects;

    IdempotencyFilter(ExchangeFinisher finisher, HeldRefusals heldRefusals, boolean absoluteRedirects) {
        this.finisher = finisher;
        this.heldRefusals = heldRefusals;
        this.absoluteRedirects = absoluteRedirects;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        Exchange exchange = Exchange.of(request);
        if (exchange == null) {
            begin(http, httpResponse, chain);
        } else if (exchange.isFinished()) {
            chain.doFilter(request, response);
        } else if (exchange.isAwaitingErrorDispatch() && isErrorDispatch(http)) {
            continueWith(CapturingResponse.ofErrorDispatch(httpResponse, exchange.response()), exchange, http, chain);
        } else if (request.getDispatcherType() == DispatcherType.ASYNC) {
            // Async processing goes on with the response it was started with: a filter may have wrapped it anew.
            CapturingResponse capturing = response == exchange.response()
                    ? exchange.response()
                    : CapturingResponse.ofAsyncDispatch(httpResponse, exchange.response());
            continueWith(capturing, exchange, http, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A forward to the error page counts too: outside of an embedded container, a filter of Spring Boot's makes one. */
    private static boolean isErrorDispatch(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ERROR
                || request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
    }

    private void begin(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        DispatcherType dispatch = request.getDispatcherType();
        if (dispatch == DispatcherType.ERROR || IdempotentOperations.isSafe(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        CapturingResponse capturing = new CapturingResponse(response, new RedirectLocation(request, absoluteRedirects));
        continueAfter(chain, new IdempotencyRequest(request, capturing), capturing);
        holdRefusal(request, response);
    }

    /** On the request as it came here: there is no exchange to follow any more. */
    private void holdRefusal(HttpServletRequest request, HttpServletResponse response) {
        Exchange exchange = Exchange.of(request);
        HeldAnswer refusal = exchange == null ? null : exchange.takeHeldAnswer();
        if (exchange != null && refusal != null) {
            heldRefusals.hold(exchange, refusal, request, response);
        }
    }

    private void continueWith(
            CapturingResponse response, Exchange exchange, HttpServletRequest request, FilterChain chain)
            throws IOException, ServletException {
        exchange.continueWith(response);
        continueAfter(chain, request, response);
    }

    private void continueAfter(FilterChain chain, HttpServletRequest request, ServletResponse response)
            throws IOException, ServletException {
        Throwable escaped = null;
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            escaped = e;
        }
        Exchange exchange = Exchange.of(request);
        if (exchange != null) {
            exchange.leave();
        }
        if (exchange != null && !request.isAsyncStarted()) {
            finisher.finish(exchange, escaped);
        } else if (exchange != null) {
            finisher.endForgottenTransaction(exchange);
        }
        rethrow(escaped);
    }

    private static void rethrow(@Nullable Throwable escaped) throws IOException, ServletException {
        if (escaped instanceof IOException e) {
            throw e;
        }
        if (escaped instanceof ServletException e) {
            throw e;
        }
        if (escaped instanceof RuntimeException e) {
            throw e;
        }
        if (escaped instanceof Error e) {
            throw e;
        }
    }

    /** Ends what waited for an ERROR dispatch that the container did not make. */
    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        Exchange exchange = Exchange.of(event.getServletRequest());
        // Of an asynchronous request the container takes leave before its ERROR dispatch.
        if (exchange != null && exchange.isAwaitingErrorDispatch() && !exchange.isAsync()) {
            finisher.finishWithoutResponse(exchange);
        }
    }
}
