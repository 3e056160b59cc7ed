package io.github.idempotency.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Forwards with a captured response. After a forward Tomcat looks for its own response behind the wrappers and closes it, though
 * the captured body has still to be written: so the wrapper is handed over as a response that cannot be looked behind.
 */
final class CapturedDispatcher implements RequestDispatcher {

    private final RequestDispatcher delegate;

    CapturedDispatcher(RequestDispatcher delegate) {
        this.delegate = delegate;
    }

    @Override
    public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        delegate.forward(request, response instanceof HttpServletResponse http ? opaque(http) : response);
    }

    @Override
    public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        delegate.include(request, response);
    }

    private static HttpServletResponse opaque(HttpServletResponse response) {
        return (HttpServletResponse) Proxy.newProxyInstance(
                CapturedDispatcher.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(response, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
