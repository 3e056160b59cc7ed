package io.github.idempotency.core;

import java.util.Locale;

/** What became of a request to an idempotent operation. One vocabulary for meters, endpoints, logs and problem details. */
public enum Outcome {
    /** The handler ran under a claim and its response was stored. */
    EXECUTED,
    /** The handler ran under a claim and its outcome was not stored; the key is free or its lease runs out. */
    NOT_STORED,
    /** The request was refused on the way to the handler, by an interceptor, validation or method security; the key is free. */
    NOT_RUN,
    /** Answered from a stored response. */
    REPLAYED,
    /** Answered from a stored response although the payload differs, since payload matching is only observed. */
    REPLAYED_MISMATCH,
    /** Answered with a response that was rebuilt from business data, since the handler's own was lost. */
    RECOVERED,
    /** The handler ran without a key, which was not required. */
    UNPROTECTED,
    /** The handler ran although the store was unavailable, by policy. */
    BYPASSED,
    /** 400: a key is required. */
    KEY_REQUIRED,
    /** 400: the key cannot be accepted. */
    KEY_INVALID,
    /** 403: it cannot be told whose key it is. */
    TENANT_REFUSED,
    /** 413: the payload is over the limit. */
    PAYLOAD_TOO_LARGE,
    /** 429: the client uses more keys than it may. */
    RATE_LIMITED,
    /** 429: the client stores more than it may. */
    QUOTA_EXCEEDED,
    /** 409: the key was used with another payload. */
    KEY_REUSED,
    /** 409: the first request still runs. */
    IN_PROGRESS,
    /** 409: the effect may have happened, its response is lost. */
    OUTCOME_UNKNOWN,
    /** 409: the response is past its retention. */
    RESULT_EXPIRED,
    /** 409: the response was not kept. */
    RESULT_NOT_STORED,
    /** 409: the operation was given up and what it had done was undone. */
    COMPENSATED,
    /** 503: the store is unavailable. */
    STORE_UNAVAILABLE,
    /** 503: the handler called a service that gave no definite answer, and another attempt may get one. */
    DOWNSTREAM_UNAVAILABLE,
    /** Rollout phase observe: would have been a replay. */
    WOULD_REPLAY,
    /** Rollout phase observe: would have been refused as a conflict. */
    WOULD_CONFLICT;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name used outside, such as {@code key-reused}. */
    public String code() {
        return code;
    }
}
