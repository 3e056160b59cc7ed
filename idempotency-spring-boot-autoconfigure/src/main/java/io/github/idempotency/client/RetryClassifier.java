package io.github.idempotency.client;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which failures may be retried: what the server says first, then what its status means, then what the exception is. What
 * it does not know is not retried.
 */
final class RetryClassifier {

    /**
     * Headers in which servers direct their clients: ours, <a href="https://docs.stripe.com/error-low-level#retries">Stripe's</a>
     * and <a href="https://docs.adyen.com/development-resources/api-idempotency/">Adyen's</a>.
     */
    private static final List<String> DIRECTIVES =
            List.of("Idempotency-Retry", "Stripe-Should-Retry", "transient-error");

    private static final Map<Integer, RetryReason> STATUSES = Map.of(
            425, RetryReason.TOO_EARLY,
            429, RetryReason.TOO_MANY_REQUESTS,
            502, RetryReason.BAD_GATEWAY,
            503, RetryReason.UNAVAILABLE,
            504, RetryReason.GATEWAY_TIMEOUT);

    private RetryClassifier() {}

    /** Why the attempt may be made again; null if it must not. */
    static @Nullable RetryReason classify(Answer answer) {
        // A replay stays what it is, however often it is asked for.
        if (!answer.isError() || isTrue(answer.headers().getFirst("Idempotent-Replayed"))) {
            return null;
        }
        for (String directive : DIRECTIVES) {
            String value = answer.headers().getFirst(directive);
            if (isTrue(value)) {
                return RetryReason.DIRECTIVE;
            }
            if (value != null && "false".equals(value.trim().toLowerCase(Locale.ROOT))) {
                return null;
            }
        }
        Boolean retryable = answer.problem() == null ? null : ProblemMembers.find(answer.problem(), "retryable");
        if (retryable != null) {
            return retryable ? RetryReason.PROBLEM : null;
        }
        return STATUSES.get(answer.status());
    }

    /**
     * Whether the answer is the last word on its key: a success, a refusal, a replay. After a 5xx the key may be free, or stand
     * for an effect.
     */
    static boolean isDefinite(Answer answer) {
        return isTrue(answer.headers().getFirst("Idempotent-Replayed"))
                || answer.status() < 500 && classify(answer) == null;
    }

    /** Why the attempt may be made again; null if it must not. */
    static @Nullable RetryReason classify(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            RetryReason reason = reason(cause);
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    private static @Nullable RetryReason reason(Throwable failure) {
        if (failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof UnknownHostException
                || failure instanceof NoRouteToHostException) {
            return RetryReason.CONNECT;
        }
        if (failure instanceof HttpTimeoutException
                || failure instanceof SocketTimeoutException
                || failure instanceof TimeoutException) {
            return RetryReason.TIMEOUT;
        }
        if (failure instanceof SocketException
                || failure instanceof EOFException
                || failure instanceof ClosedChannelException) {
            return RetryReason.RESET;
        }
        return byName(failure);
    }

    /** Of libraries that may be absent; and the JDK's HTTP client says of some resets nothing but this. */
    private static @Nullable RetryReason byName(Throwable failure) {
        return switch (failure.getClass().getName()) {
            case "org.apache.hc.core5.http.NoHttpResponseException",
                    "reactor.netty.http.client.PrematureCloseException" -> RetryReason.RESET;
            case "io.netty.handler.timeout.ReadTimeoutException" -> RetryReason.TIMEOUT;
            case "java.io.IOException" -> {
                String message = String.valueOf(failure.getMessage());
                yield message.contains("Connection reset")
                                || message.contains("Broken pipe")
                                || message.contains("Unexpected end of file")
                        ? RetryReason.RESET
                        : null;
            }
            default -> null;
        };
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && "true".equals(value.trim().toLowerCase(Locale.ROOT));
    }
}
