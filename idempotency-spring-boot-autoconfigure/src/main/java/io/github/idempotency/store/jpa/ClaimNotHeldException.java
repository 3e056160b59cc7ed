package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import org.springframework.dao.OptimisticLockingFailureException;

/** A transaction that belongs to a claim which does not hold its record; it is rolled back. */
final class ClaimNotHeldException extends OptimisticLockingFailureException {

    private final transient Claim claim;

    ClaimNotHeldException(Claim claim) {
        super("Idempotency record " + claim.id() + " is no longer held by this request (fence " + claim.fence()
                + "): its lease lapsed and another request took it over. This transaction is rolled back");
        this.claim = claim;
    }

    boolean concerns(Claim other) {
        return other.equals(claim);
    }
}
