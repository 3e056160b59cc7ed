package io.github.idempotency.web;

import io.github.idempotency.core.InboundCall;
import io.github.idempotency.core.RetryAllowance;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Notes what a request says of the call chain it is part of, and puts its correlation id into the logging context. Reads three
 * headers; request and response pass untouched.
 */
public final class InboundCallFilter implements Filter {

    private static final String ATTRIBUTE = InboundCallFilter.class.getName();

    /** What goes into logs and other services' headers must not be able to forge either. */
    private static final Pattern CORRELATION_ID = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    private static final Pattern ATTEMPT = Pattern.compile("[1-9][0-9]{0,2}/[1-9][0-9]{0,2}");

    private final String correlationHeader;
    private final String mdcKey;
    private final boolean idsMadeUp;

    /**
     * Makes the filter.
     *
     * @param correlationHeader request header that carries the correlation id
     * @param mdcKey            its name in the logging context
     * @param idsMadeUp         whether a request without an id is given one; else one that says nothing passes unnoticed
     */
    public InboundCallFilter(String correlationHeader, String mdcKey, boolean idsMadeUp) {
        this.correlationHeader = correlationHeader;
        this.mdcKey = mdcKey;
        this.idsMadeUp = idsMadeUp;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        InboundCall call = request instanceof HttpServletRequest http ? callOf(http) : null;
        if (call == null) {
            chain.doFilter(request, response);
            return;
        }
        String outer = MDC.get(mdcKey);
        MDC.put(mdcKey, call.correlationId());
        InboundCall.set(call);
        try {
            chain.doFilter(request, response);
        } finally {
            InboundCall.set(null);
            if (outer == null) {
                MDC.remove(mdcKey);
            } else {
                MDC.put(mdcKey, outer);
            }
        }
    }

    /** The same for all dispatches of a request; null if it says nothing and is given no id. */
    private @Nullable InboundCall callOf(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof InboundCall known) {
            return known;
        }
        String id = matching(CORRELATION_ID, request.getHeader(correlationHeader));
        String attempt = matching(ATTEMPT, request.getHeader(InboundCall.ATTEMPT_HEADER));
        RetryAllowance retries = RetryAllowance.of(request.getHeader(RetryAllowance.HEADER));
        if (id == null && attempt == null && retries == null && !idsMadeUp) {
            return null;
        }
        InboundCall call = new InboundCall(id == null ? ownId() : id, attempt, retries);
        request.setAttribute(ATTRIBUTE, call);
        return call;
    }

    /** The one that a filter of the application has set before, if there is one. */
    private String ownId() {
        String known = matching(CORRELATION_ID, MDC.get(mdcKey));
        return known == null ? correlationId() : known;
    }

    /** Tells requests apart, guards nothing: it need not be hard to guess. */
    private static String correlationId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static @Nullable String matching(Pattern pattern, @Nullable String value) {
        return value != null && pattern.matcher(value).matches() ? value : null;
    }
}
