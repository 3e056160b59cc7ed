package io.github.idempotency.web;

import io.github.idempotency.web.HeldRefusals.HeldAnswer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
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
 * <p>It has to be registered for REQUEST, ASYNC and ERROR dispatches, after Spring Security's filter, and as a request listener.
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
        DispatcherType dispatch = request.getDispatcherType();
        if (exchange != null && exchange.isFinished()) {
            chain.doFilter(request, response);
        } else if (exchange != null && dispatch == DispatcherType.ASYNC) {
            continueAfter(chain, http, response);
        } else if (exchange != null && exchange.isAwaitingErrorDispatch() && dispatch == DispatcherType.ERROR) {
            finishError(exchange, http, httpResponse, chain);
        } else if (exchange == null
                && dispatch == DispatcherType.REQUEST
                && !IdempotentOperations.isSafe(http.getMethod())) {
            CapturingResponse capturing =
                    new CapturingResponse(httpResponse, new RedirectLocation(http, absoluteRedirects));
            continueAfter(chain, new IdempotencyRequest(http, capturing), capturing);
            holdRefusal(http, httpResponse);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** On the container's own request: there is no exchange to follow any more. */
    private void holdRefusal(HttpServletRequest request, HttpServletResponse response) {
        Exchange exchange = Exchange.of(request);
        HeldAnswer refusal = exchange == null ? null : exchange.heldAnswer();
        if (exchange != null && refusal != null) {
            heldRefusals.hold(exchange, refusal, request, response);
        }
    }

    private void finishError(
            Exchange exchange, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CapturingResponse capturing = new CapturingResponse(response, exchange.response());
        exchange.continueWith(capturing);
        continueAfter(chain, request, capturing);
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
