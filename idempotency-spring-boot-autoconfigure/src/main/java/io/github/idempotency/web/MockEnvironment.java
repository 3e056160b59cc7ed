package io.github.idempotency.web;

import jakarta.servlet.ServletRequest;

/** Recognises MockMvc, where no container makes the ERROR dispatch that {@code sendError} leads to. */
final class MockEnvironment {

    private static final String MOCK_PACKAGE = "org.springframework.mock.web.";

    private MockEnvironment() {}

    static boolean isServing(ServletRequest request) {
        return request.getServletContext().getClass().getName().startsWith(MOCK_PACKAGE);
    }
}
