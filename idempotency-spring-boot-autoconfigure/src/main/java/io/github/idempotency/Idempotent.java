package io.github.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a Spring MVC handler method safe to retry: the first request with an {@code Idempotency-Key} runs the handler,
 * every duplicate gets the same status, headers and bytes.
 *
 * <p>Attributes are defaults. For each policy the first of these that says something wins:
 * {@code idempotency.endpoints.<operation>.*}, the attribute here, {@code idempotency.risk-classes.<class>.*}, the built-in
 * default of the risk class. An attribute that is left empty says nothing; one that names more than one value fails the
 * start of the application, as does a duration or size that cannot be read.
 *
 * <p>Requests with a safe method (GET, HEAD, OPTIONS, TRACE) are left alone even if the handler also serves them.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Idempotent {

    /**
     * Name of the operation, the scope of a key together with the tenant: 1 to 200 characters, unique in the application.
     * Empty means HTTP method and route pattern, such as {@code POST /payments/{id}/refunds}.
     */
    String value() default "";

    /** The risk class, which decides every default that is not set otherwise. */
    RiskClass risk() default RiskClass.HIGH;

    /** Whether a key is required; at most one value. */
    KeyRequirement[] key() default {};

    /**
     * Why a key is required or is not, for the people who review the endpoints; shown by the inventory and nothing else. Empty
     * means a text about the risk class.
     */
    String justification() default "";

    /** How record and effects are tied together; at most one value. {@code ATOMIC} needs a synchronous handler. */
    ExecutionMode[] execution() default {};

    /** What another payload under the same key means; at most one value. */
    PayloadMatch[] payloadMatch() default {};

    /** How the payload enters the fingerprint; at most one value. */
    PayloadHash[] payloadHash() default {};

    /** What happens while the store is unavailable; at most one value. */
    OnStoreFailure[] onStoreFailure() default {};

    /** What happens to an execution that stopped without an outcome; at most one value. */
    OnAbandoned[] onAbandoned() default {};

    /** What becomes of the key after a 5xx or an exception; at most one value. */
    OnError[] onError() default {};

    /** What a duplicate gets while the first still runs; at most one value. */
    InFlight[] inFlight() default {};

    /** How long a key is remembered, such as {@code 7d} or {@code PT24H}; at least as long as the result. */
    String retention() default "";

    /** How long the response is kept for replays, such as {@code 24h}; {@code 0} keeps none. */
    String resultRetention() default "";

    /** How long a claim holds without renewal, such as {@code 30s}. */
    String lease() default "";

    /** The longest wait of a duplicate under {@link InFlight#WAIT}, such as {@code 5s}. */
    String waitTimeout() default "";

    /** The largest payload that is accepted, such as {@code 1MB}. */
    String maxRequestSize() default "";

    /** The largest response body that is stored, such as {@code 256KB}. */
    String maxResponseSize() default "";

    /** Request headers whose values are part of the fingerprint. */
    String[] fingerprintHeaders() default {};

    /**
     * Response headers that are stored, by name or by the beginning of one and a {@code *}. What the body cannot be read
     * without is stored in any case: {@code Content-Type}, {@code Content-Encoding}, {@code Content-Language}, and
     * {@code Location}. What {@code idempotency.web.excluded-headers} names never is.
     */
    String[] storedHeaders() default {};

    /** Whether bodies of responses are stored; at most one value. */
    StoredBody[] storedBody() default {};
}
