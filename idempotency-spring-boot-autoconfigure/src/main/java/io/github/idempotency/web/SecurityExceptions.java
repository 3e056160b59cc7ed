package io.github.idempotency.web;

import org.jspecify.annotations.Nullable;

/** Recognises what Spring Security throws to have the request answered outside of the application, without needing it. */
final class SecurityExceptions {

    private static final String ACCESS_DENIED = "org.springframework.security.access.AccessDeniedException";
    private static final String AUTHENTICATION = "org.springframework.security.core.AuthenticationException";

    private SecurityExceptions() {}

    static boolean isCauseOf(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (isSecurityException(cause.getClass())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSecurityException(Class<?> thrown) {
        for (@Nullable Class<?> type = thrown; type != null; type = type.getSuperclass()) {
            if (ACCESS_DENIED.equals(type.getName()) || AUTHENTICATION.equals(type.getName())) {
                return true;
            }
        }
        return false;
    }
}
