package io.github.idempotency.sample.simulate;

import jakarta.servlet.ServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What a request asks to go wrong, with the header {@code X-Simulate}: directives separated by commas.
 *
 * @param delay           {@code delay=<ms>}: wait before the effect, at most 10 minutes
 * @param fail            {@code fail=<status>}: fail with this status (400 to 599) before the effect
 * @param failAfter       {@code fail-after=<status>}: fail with this status after the effect
 * @param loseResponse    {@code lose-response}: do all the work, then close the connection without answering
 * @param providerTimeout {@code provider-timeout}: the payment provider charges and then does not answer in time
 */
public record Simulation(
        Duration delay,
        @Nullable HttpStatus fail,
        @Nullable HttpStatus failAfter,
        boolean loseResponse,
        boolean providerTimeout) {

    static final String HEADER = "X-Simulate";

    static final String PROVIDER_TIMEOUT = "provider-timeout";

    private static final String ATTRIBUTE = Simulation.class.getName();

    private static final Simulation NOTHING = new Simulation(Duration.ZERO, null, null, false, false);

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    /** The simulation of the current request; nothing goes wrong outside a request. */
    public static Simulation current() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        return request != null
                        && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof Simulation found
                ? found
                : NOTHING;
    }

    /** Waits; an interrupt ends the wait early. */
    public static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static Simulation parse(String header) {
        Simulation simulation = NOTHING;
        for (String directive : header.split(",")) {
            String trimmed = directive.strip();
            if (!trimmed.isEmpty()) {
                simulation = simulation.with(trimmed);
            }
        }
        return simulation;
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    private Simulation with(String directive) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals);
        String value = equals < 0 ? "" : directive.substring(equals + 1);
        return switch (name) {
            case "delay" -> new Simulation(duration(directive, value), fail, failAfter, loseResponse, providerTimeout);
            case "fail" -> new Simulation(delay, status(directive, value), failAfter, loseResponse, providerTimeout);
            case "fail-after" -> new Simulation(delay, fail, status(directive, value), loseResponse, providerTimeout);
            case "lose-response" -> new Simulation(delay, fail, failAfter, true, providerTimeout);
            case PROVIDER_TIMEOUT -> new Simulation(delay, fail, failAfter, loseResponse, true);
            default -> throw new InvalidSimulationException(directive);
        };
    }

    private static Duration duration(String directive, String value) {
        try {
            Duration duration = Duration.ofMillis(Long.parseLong(value));
            if (!duration.isNegative() && duration.compareTo(LONGEST_DELAY) <= 0) {
                return duration;
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw new InvalidSimulationException(directive);
    }

    private static HttpStatus status(String directive, String value) {
        try {
            HttpStatus status = HttpStatus.resolve(Integer.parseInt(value));
            if (status != null && status.isError()) {
                return status;
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw new InvalidSimulationException(directive);
    }
}
