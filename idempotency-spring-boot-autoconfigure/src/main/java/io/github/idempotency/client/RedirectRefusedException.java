package io.github.idempotency.client;

import java.io.IOException;

/** A destination sends a call on to another service, which must not see it. It is not retried. */
public final class RedirectRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    RedirectRefusedException(String message) {
        super(message);
    }
}
