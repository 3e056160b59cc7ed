package io.github.idempotency.autoconfigure;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image has to keep for the way of a request: the response that forwards see is a proxy. */
final class WebRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.proxies().registerJdkProxy(HttpServletResponse.class);
        hints.reflection()
                .registerType(ServletResponse.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(HttpServletResponse.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerTypeIfPresent(
                        classLoader,
                        "org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken",
                        MemberCategory.INVOKE_PUBLIC_METHODS);
    }
}
