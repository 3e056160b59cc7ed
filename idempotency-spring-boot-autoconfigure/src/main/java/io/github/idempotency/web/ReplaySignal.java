package io.github.idempotency.web;

/** Leaves a handler's proxy in place of the handler, once what guards it has let the caller pass. */
public final class ReplaySignal extends RuntimeException {

    private static final ReplaySignal INSTANCE = new ReplaySignal();

    private ReplaySignal() {
        super("The request is answered from its record", null, false, false);
    }

    static ReplaySignal instance() {
        return INSTANCE;
    }
}
