package io.github.idempotency.core;

/** A call was not made, since the {@link CallGuard} knows the store to be away. Costs no stack trace. */
final class CallRefusedException extends StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    CallRefusedException() {
        super("The idempotency store was not asked: its circuit breaker is open", null);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
