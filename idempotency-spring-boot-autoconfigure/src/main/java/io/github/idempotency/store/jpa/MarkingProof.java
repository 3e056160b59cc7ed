package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimScope;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whether a manager's transactions carry the marker, found out by a real one: it belongs to a claim that holds no record, so
 * that a marker has to keep it from being committed. Nothing is written.
 *
 * @param verdict what came out
 * @param reason  why they carry none, or why that is not known; empty if they do
 */
public record MarkingProof(Verdict verdict, String reason) {

    private static final String UNHEARD =
            "its transactions are committed without the listener that was added to it being called";

    /** What came out. */
    public enum Verdict {
        /** Its transactions are marked. */
        MARKS,
        /** Its transactions are committed without the marker, or cannot write it. */
        FAILS,
        /** The transaction failed, as it does while the database does not answer or takes no writes. */
        UNKNOWN
    }

    /**
     * Begins a transaction, and tries to commit it.
     *
     * @param manager the manager as the application knows it, proxies included
     * @param marker  the marker that was added to it
     */
    public static MarkingProof of(PlatformTransactionManager manager, AppliedMarker marker) {
        Claim nobodys = new Claim(UUID.randomUUID(), 1, UUID.randomUUID());
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setName("idempotency-marking-proof");
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        ClaimScope scope = ClaimScope.probe(nobodys);
        try {
            List<String> obstacles = new ArrayList<>();
            template.executeWithoutResult(status -> obstacle(marker).ifPresent(obstacle -> {
                obstacles.add(obstacle);
                status.setRollbackOnly();
            }));
            return new MarkingProof(Verdict.FAILS, obstacles.isEmpty() ? UNHEARD : obstacles.get(0));
        } catch (RuntimeException e) {
            return isRefusal(e, nobodys) ? new MarkingProof(Verdict.MARKS, "") : failed(e);
        } finally {
            scope.close();
        }
    }

    private static Optional<String> obstacle(AppliedMarker marker) {
        try {
            return marker.obstacle();
        } catch (SQLException e) {
            throw SqlFailure.unavailable("look for the connection of a transaction", e);
        }
    }

    private static boolean isRefusal(Throwable failure, Claim claim) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClaimNotHeldException refusal && refusal.concerns(claim)) {
                return true;
            }
        }
        return false;
    }

    /** Unless something is missing in the database, other transactions may fare better; if they do not, nothing is committed. */
    private static MarkingProof failed(RuntimeException failure) {
        return new MarkingProof(
                SqlFailure.isSetUpWrongly(failure) ? Verdict.FAILS : Verdict.UNKNOWN,
                "a transaction of it failed: " + failure);
    }
}
