package io.github.idempotency.web;

import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.OperationCatalog.Operation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.support.AbstractMultipartHttpServletRequest;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;

/**
 * The first interceptor: opens the exchange before anything else (an open session, a transaction) is bound to the thread, and
 * ends the handler's transaction after everything else is through. It never answers by itself, see {@link AnswerInterceptor}.
 */
final class ClaimInterceptor implements HandlerInterceptor {

    private final IdempotentOperations operations;
    private final ExchangeOpener opener;
    private final ExchangeFinisher finisher;
    private final ClientVersions clientVersions;
    private final WebSettings settings;

    ClaimInterceptor(
            IdempotentOperations operations,
            ExchangeOpener opener,
            ExchangeFinisher finisher,
            ClientVersions clientVersions,
            WebSettings settings) {
        this.operations = operations;
        this.opener = opener;
        this.finisher = finisher;
        this.clientVersions = clientVersions;
        this.settings = settings;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws Exception {
        if (!(handler instanceof HandlerMethod method) || Exchange.of(request) != null) {
            return true;
        }
        Operation operation = operations.find(method, request);
        if (operation != null) {
            open(operation, method, request, response);
        }
        return true;
    }

    /** Opens the exchange of a request, which has none yet; request and response are those of the dispatcher. */
    Exchange open(Operation operation, Object handler, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        requireOwnResponse(request.getDispatcherType(), operation);
        String version = version(request);
        Exchange exchange = Exchange.open(operation, handler, captured(request, response), version);
        opener.open(exchange, request);
        exchange.enter();
        WebAsyncUtils.getAsyncManager(request)
                .registerCallableInterceptor(CallableMarker.class, new CallableMarker(exchange));
        return exchange;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception exception) {
        Exchange exchange = Exchange.of(request);
        if (exchange != null && exchange.handler() == handler) {
            finisher.handlerReturned(exchange, exception);
        }
    }

    private static void requireOwnResponse(DispatcherType dispatch, Operation operation) {
        if (dispatch == DispatcherType.INCLUDE || dispatch == DispatcherType.ERROR) {
            throw new IllegalStateException("Operation '" + operation.name() + "' was reached by an " + dispatch
                    + " dispatch, in which its response cannot be told from what else is written, so that it is not run."
                    + " Remove @Idempotent from handlers that are included or answer errors, or forward to them");
        }
    }

    /** A tag and no more: synthetic traffic passes every check and limit, it is only counted by itself. */
    private String version(HttpServletRequest request) {
        boolean synthetic = StringUtils.hasText(settings.syntheticHeader())
                && StringUtils.hasText(request.getHeader(settings.syntheticHeader()));
        return synthetic
                ? ClientVersions.SYNTHETIC
                : clientVersions.bounded(request.getHeader(settings.versionHeader()));
    }

    /** What stands between filter and dispatcher would make them see different requests and responses. */
    private static IdempotencyRequest captured(HttpServletRequest request, HttpServletResponse response) {
        ServletRequest seen =
                request instanceof AbstractMultipartHttpServletRequest multipart ? multipart.getRequest() : request;
        if (seen instanceof IdempotencyRequest captured && captured.response() == response) {
            return captured;
        }
        if (WebUtils.getNativeRequest(request, IdempotencyRequest.class) == null) {
            throw new IllegalStateException(
                    "The request to an @Idempotent handler did not pass IdempotencyFilter. The filter is registered for the"
                            + " DispatcherServlets among the beans; with MockMvc, add it as the last filter");
        }
        Object inside = seen instanceof IdempotencyRequest ? response : seen;
        throw new IllegalStateException(
                "A filter behind IdempotencyFilter wraps the requests or responses of @Idempotent"
                        + " handlers (" + inside.getClass().getName()
                        + "), so that they would be stored and replayed as the client"
                        + " does not see them. Register that filter for URL patterns and without matchAfter; with MockMvc, add"
                        + " IdempotencyFilter as the last filter");
    }
}
