package io.github.idempotency.core.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a handler asks of the transaction that its record is written in.
 *
 * @param isolation the isolation level, null for the database's default
 * @param timeout   how long the transaction may take, in whole seconds and more than zero; null for the default
 */
public record TransactionSettings(
        @Nullable Isolation isolation, @Nullable Duration timeout) {

    /** Asks for nothing. */
    public static final TransactionSettings DEFAULT = new TransactionSettings(null, null);

    /** The isolation levels of SQL. */
    public enum Isolation {
        READ_UNCOMMITTED,
        READ_COMMITTED,
        REPEATABLE_READ,
        SERIALIZABLE
    }
}
