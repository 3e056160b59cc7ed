package io.github.idempotency.actuate;

/** What an operator asks for cannot be done; the message says why, and what can be. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private RefusedException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static RefusedException badRequest(String message) {
        return new RefusedException(400, message);
    }

    static RefusedException notFound(String message) {
        return new RefusedException(404, message);
    }

    static RefusedException conflict(String message) {
        return new RefusedException(409, message);
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
