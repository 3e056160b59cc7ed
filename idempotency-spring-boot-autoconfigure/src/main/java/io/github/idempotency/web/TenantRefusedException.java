package io.github.idempotency.web;

/**
 * Thrown by a {@link TenantResolver} that cannot tell whose keys a request uses. The request gets 403 {@code tenant-refused},
 * and nothing is done.
 */
public final class TenantRefusedException extends RuntimeException {

    /**
     * Creates an exception.
     *
     * @param detail for the client: what is wrong; no more than it may know
     */
    public TenantRefusedException(String detail) {
        super(detail, null, false, false);
    }

    /** What is wrong, for the client. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
