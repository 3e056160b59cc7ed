package io.github.idempotency.governance;

import java.util.Locale;

/** Whether somebody has decided about a mutation endpoint. */
public enum Classification {
    /** Annotated with {@link io.github.idempotency.Idempotent}. */
    IDEMPOTENT,
    /** Exempt, by {@link io.github.idempotency.NotIdempotent} or by {@code idempotency.exempt}. */
    EXEMPT,
    /** Neither: a retry may repeat its effect, and nobody has said that this is all right. */
    UNCLASSIFIED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name used outside, such as {@code unclassified}. */
    public String code() {
        return code;
    }
}
