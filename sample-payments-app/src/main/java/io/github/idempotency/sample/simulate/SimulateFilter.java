package io.github.idempotency.sample.simulate;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Reads the header, and loses the response if that was asked for.
 *
 * <p>This filter is outside all others, the library's too: everything behind it does its work, stores its record and
 * writes its response, into a {@link DiscardingResponse}. Then the connection is dropped before Tomcat has sent a byte.
 * A response that Tomcat itself would render after {@code sendError} or an exception is lost in its ERROR dispatch.
 */
class SimulateFilter implements Filter {

    private final HandlerExceptionResolver problems;

    SimulateFilter(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String header = String.join(",", Collections.list(http.getHeaders(Simulation.HEADER)));
        if (header.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Simulation simulation;
        try {
            simulation = Simulation.parse(header);
        } catch (InvalidSimulationException invalid) {
            problems.resolveException(http, (HttpServletResponse) response, null, invalid);
            return;
        }
        simulation.attachTo(request);
        if (simulation.loseResponse()) {
            loseResponse(request, (HttpServletResponse) response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void loseResponse(ServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        DiscardingResponse discarding = new DiscardingResponse(response);
        chain.doFilter(request, discarding);
        if (!request.isAsyncStarted() && !discarding.isErrorPending()) {
            ConnectionValve.dropConnection(request);
        }
    }
}
