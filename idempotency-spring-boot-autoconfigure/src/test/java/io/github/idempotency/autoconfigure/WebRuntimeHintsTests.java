package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;

class WebRuntimeHintsTests {

    private final RuntimeHints hints = new RuntimeHints();

    WebRuntimeHintsTests() {
        new WebRuntimeHints().registerHints(hints, getClass().getClassLoader());
    }

    @Test
    void keepTheResponseThatForwardsSee() throws Exception {
        assertThat(proxies().forInterfaces(HttpServletResponse.class)).accepts(hints);
        assertThat(reflection().onMethodInvocation(HttpServletResponse.class.getMethod("setStatus", int.class)))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(HttpServletResponse.class.getMethod("getOutputStream")))
                .accepts(hints);
    }
}
