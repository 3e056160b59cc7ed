package io.github.idempotency.drill;

/** What a careless implementation gets wrong. */
enum Defect {
    RUNS_AGAIN,
    FORGETS_WHAT_NOBODY_RECEIVED,
    REWRITES_THE_BODY,
    DROPS_HEADERS,
    IGNORES_THE_PAYLOAD,
    CHECKS_THEN_ACTS,
    NEW_DOWNSTREAM_KEY_EACH_TIME,
    GUESSES_WITHOUT_STORE,
    FORGETS_AFTER_AN_OUTAGE
}
