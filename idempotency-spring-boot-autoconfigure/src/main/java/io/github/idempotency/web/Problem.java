package io.github.idempotency.web;

import io.github.idempotency.core.Outcome;

/**
 * How a refusal is put to the client.
 *
 * @param status    HTTP status
 * @param title     what happened
 * @param detail    what to do
 * @param retryable whether the same request with the same key may succeed later
 * @param newKey    whether a new key is the remedy
 */
record Problem(int status, String title, String detail, boolean retryable, boolean newKey) {

    static Problem of(Outcome outcome, String detail, String keyHeader, int keyReusedStatus) {
        Problem problem = of(outcome, keyHeader, keyReusedStatus);
        return detail.isEmpty()
                ? problem
                : new Problem(problem.status, problem.title, detail, problem.retryable, problem.newKey);
    }

    private static Problem of(Outcome outcome, String keyHeader, int keyReusedStatus) {
        return switch (outcome) {
            case KEY_REQUIRED ->
                new Problem(
                        400,
                        "Idempotency key required",
                        "Send the header " + keyHeader
                                + " with a value that is unique to this operation, such as a UUID, and"
                                + " the same value with every retry of it.",
                        false,
                        true);
            case KEY_INVALID ->
                new Problem(
                        400,
                        "Idempotency key not accepted",
                        "The header " + keyHeader + " has to carry one key.",
                        false,
                        true);
            case TENANT_REFUSED ->
                new Problem(
                        403,
                        "Tenant not accepted",
                        "It cannot be told whose key this is. Nothing was done, and the key was not used.",
                        false,
                        false);
            case PAYLOAD_TOO_LARGE ->
                new Problem(
                        413,
                        "Payload too large",
                        "The payload is larger than this operation accepts. Nothing was done, and the key was not used.",
                        false,
                        false);
            case KEY_REUSED ->
                new Problem(
                        keyReusedStatus,
                        "Idempotency key reused",
                        "This key was used for a request with other content. Send a new key for a new operation; to retry the"
                                + " earlier one, send exactly its content.",
                        false,
                        true);
            case IN_PROGRESS ->
                new Problem(
                        409,
                        "Request in progress",
                        "The first request with this key is still being processed. Retry later with the same key.",
                        true,
                        false);
            case OUTCOME_UNKNOWN ->
                new Problem(
                        409,
                        "Outcome unknown",
                        "The first request with this key may have taken effect, but its response is lost. Do not repeat it with"
                                + " a new key before its outcome has been found out.",
                        false,
                        false);
            case RESULT_EXPIRED ->
                new Problem(
                        409,
                        "Result expired",
                        "The first request with this key was processed, but its response is no longer kept.",
                        false,
                        false);
            case RESULT_NOT_STORED ->
                new Problem(
                        409,
                        "Result not stored",
                        "The first request with this key was processed, but its response was not kept.",
                        false,
                        false);
            case COMPENSATED ->
                new Problem(
                        409,
                        "Operation undone",
                        "The first request with this key was given up half-way, and what it had done was undone. Send a new key"
                                + " to carry the operation out after all.",
                        false,
                        true);
            case RATE_LIMITED ->
                new Problem(
                        429,
                        "Too many idempotency keys",
                        "New keys come faster than they are accepted. Nothing was done, and the key was not used. Retry later"
                                + " with the same key.",
                        true,
                        false);
            case QUOTA_EXCEEDED ->
                new Problem(
                        429,
                        "Idempotency quota exceeded",
                        "As many requests are remembered as may be, so that new keys are not accepted. Nothing was done, and the"
                                + " key was not used. Retry later with the same key; requests that were accepted can be retried"
                                + " as ever.",
                        true,
                        false);
            case STORE_UNAVAILABLE ->
                new Problem(
                        503,
                        "Idempotency store unavailable",
                        "Nothing was done. Keep the key and retry later with it.",
                        true,
                        false);
            case DOWNSTREAM_UNAVAILABLE ->
                new Problem(
                        503,
                        "Downstream service unavailable",
                        "A service that this operation calls gave no definite answer. Keep the key and retry later with it: what"
                                + " was done already is not done twice.",
                        true,
                        false);
            default -> throw new IllegalArgumentException("Not a refusal: " + outcome);
        };
    }
}
