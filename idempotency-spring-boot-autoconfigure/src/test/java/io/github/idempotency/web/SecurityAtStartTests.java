package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.Idempotent;
import io.github.idempotency.autoconfigure.IdempotencyAutoConfiguration;
import io.github.idempotency.autoconfigure.IdempotencyWebMvcAutoConfiguration;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import io.github.idempotency.web.security.HandlerGates;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.method.AuthorizationManagerAfterMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizeReturnObject;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Authorisation that replays cannot pass is refused at start, with handler, reason and remedy. */
class SecurityAtStartTests {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    IdempotencyAutoConfiguration.class,
                    IdempotencyWebMvcAutoConfiguration.class))
            .withUserConfiguration(Store.class);

    @ParameterizedTest
    @ValueSource(
            classes = {
                PostAuthorizedMethod.class,
                PostAuthorizedClass.class,
                MetaAnnotatedClass.class,
                PostFilteredClass.class,
                AuthorizedReturn.class,
                PostAuthorizedInterface.class,
                ScopedPostAuthorized.class,
                LazyPostAuthorized.class
            })
    void refusesAuthorisationThatLooksAtTheResult(Class<?> controller) {
        assertRefused("looks at the handler's result", controller, ProxiedSecurity.class);
    }

    @Test
    void refusesAnAfterAdvisorOfTheApplication() {
        assertRefused(
                "AuthorizationManagerAfterMethodInterceptor",
                Audited.class,
                ProxiedSecurity.class,
                OwnAfterAdvisor.class);
    }

    @Test
    void refusesMethodSecurityThatIsNotInAProxyOfTheHandler() {
        assertRefused("mode = ASPECTJ", PreAuthorized.class, WovenSecurity.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {FinalHandler.class, PrivateHandler.class})
    void refusesAHandlerThatItsProxyDoesNotReach(Class<?> controller) {
        assertRefused("final or private", controller, ProxiedSecurity.class);
    }

    private void assertRefused(String reason, Class<?> controller, Class<?>... configuration) {
        runner.withUserConfiguration(configuration)
                .withUserConfiguration(controller)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
                            .isInstanceOf(InvalidPolicyException.class)
                            .hasMessageContaining(controller.getSimpleName() + "#handle")
                            .hasMessageContaining(reason);
                });
    }

    @ParameterizedTest
    @ValueSource(classes = {PreAuthorized.class, ScopedPreAuthorized.class, Open.class, LazyPreAuthorized.class})
    void startsWithAuthorisationThatReplaysPass(Class<?> controller) {
        runner.withUserConfiguration(ProxiedSecurity.class, controller)
                .run(context -> assertThat(context).hasNotFailed());
    }

    /** A bean of a scope cannot be looked at before there is a request. */
    @Test
    void refusesRequestsToAScopedHandlerWhoseSecurityIsNotInAProxy() {
        runner.withUserConfiguration(WovenSecurity.class, ScopedPreAuthorized.class)
                .run(context -> assertThatThrownBy(() -> isGated(context))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("ScopedPreAuthorized#handle")
                        .hasMessageContaining("mode = ASPECTJ"));
        runner.withUserConfiguration(ProxiedSecurity.class, ScopedPreAuthorized.class)
                .run(context -> assertThat(isGated(context)).isTrue());
    }

    private static boolean isGated(ApplicationContext context) {
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
        try {
            HandlerMethod handler =
                    context.getBean(RequestMappingHandlerMapping.class).getHandlerMethods().values().stream()
                            .filter(each -> each.getBeanType() == ScopedPreAuthorized.class)
                            .findFirst()
                            .orElseThrow();
            return context.getBean(HandlerGates.class).isGated(handler.createWithResolvedBean());
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }

    /** Annotations that nothing enforces guard neither the first request nor a replay. */
    @ParameterizedTest
    @ValueSource(classes = {PreAuthorized.class, PostAuthorizedClass.class})
    void startsWhereMethodSecurityIsNotEnabled(Class<?> controller) {
        runner.withUserConfiguration(controller)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void leavesALazyControllerLazy() {
        LazyPreAuthorized.created = false;
        runner.withUserConfiguration(ProxiedSecurity.class, LazyPreAuthorized.class)
                .run(context -> assertThat(LazyPreAuthorized.created).isFalse());
    }

    @Configuration(proxyBeanMethods = false)
    static class Store {

        @Bean
        IdempotencyStore store() {
            return new InMemoryIdempotencyStore();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity(proxyTargetClass = true)
    static class ProxiedSecurity {}

    /** As {@code @EnableMethodSecurity(mode = ASPECTJ)} has it: interceptors, but no advisors that make proxies. */
    @Configuration(proxyBeanMethods = false)
    static class WovenSecurity {

        @Bean
        static MethodInterceptor preAuthorizeAuthorizationMethodInterceptor() {
            return AuthorizationManagerBeforeMethodInterceptor.preAuthorize();
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Audit {}

    @Configuration(proxyBeanMethods = false)
    static class OwnAfterAdvisor {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static AuthorizationManagerAfterMethodInterceptor audit() {
            return new AuthorizationManagerAfterMethodInterceptor(
                    AnnotationMatchingPointcut.forMethodAnnotation(Audit.class),
                    (authentication, result) -> new AuthorizationDecision(true));
        }
    }

    @RestController
    static class Audited {
        @PostMapping("/x")
        @Idempotent("x")
        @Audit
        public String handle() {
            return "";
        }
    }

    @RestController
    static class PostAuthorizedMethod {
        @PostMapping("/x")
        @Idempotent("x")
        @PostAuthorize("permitAll")
        public String handle() {
            return "";
        }
    }

    @RestController
    @PostAuthorize("permitAll")
    static class PostAuthorizedClass {
        @PostMapping("/x")
        @Idempotent("x")
        public String handle() {
            return "";
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @PostAuthorize("permitAll")
    @interface OwnersOnly {}

    @RestController
    @OwnersOnly
    static class MetaAnnotatedClass {
        @PostMapping("/x")
        @Idempotent("x")
        public String handle() {
            return "";
        }
    }

    @RestController
    @PostFilter("permitAll")
    static class PostFilteredClass {
        @PostMapping("/x")
        @Idempotent("x")
        public List<String> handle() {
            return List.of();
        }
    }

    @RestController
    static class AuthorizedReturn {
        @PostMapping("/x")
        @Idempotent("x")
        @AuthorizeReturnObject
        public List<String> handle() {
            return List.of();
        }
    }

    interface Owned {
        @PostAuthorize("permitAll")
        String handle();
    }

    @RestController
    static class PostAuthorizedInterface implements Owned {
        @Override
        @PostMapping("/x")
        @Idempotent("x")
        public String handle() {
            return "";
        }
    }

    @RestController
    @RequestScope
    @PostAuthorize("permitAll")
    static class ScopedPostAuthorized {
        @PostMapping("/x")
        @Idempotent("x")
        public String handle() {
            return "";
        }
    }

    @RestController
    @Lazy
    @PostAuthorize("permitAll")
    static class LazyPostAuthorized {
        @PostMapping("/x")
        @Idempotent("x")
        public String handle() {
            return "";
        }
    }

    @RestController
    static class PreAuthorized {
        @PostMapping("/x")
        @Idempotent("x")
        @PreAuthorize("permitAll")
        public String handle() {
            return "";
        }
    }

    @RestController
    @RequestScope
    static class ScopedPreAuthorized {
        @PostMapping("/x")
        @Idempotent("x")
        @PreAuthorize("permitAll")
        public String handle() {
            return "";
        }
    }

    @RestController
    @Lazy
    static class LazyPreAuthorized {

        static boolean created;

        LazyPreAuthorized() {
            created = true;
        }

        @PostMapping("/x")
        @Idempotent("x")
        @PreAuthorize("permitAll")
        public String handle() {
            return "";
        }
    }

    @RestController
    static class Open {
        @PostMapping("/x")
        @Idempotent("x")
        public String handle() {
            return "";
        }

        @PostMapping("/y")
        @PostAuthorize("permitAll")
        public String other() {
            return "";
        }
    }

    @RestController
    @PreAuthorize("permitAll")
    static class FinalHandler {
        @PostMapping("/x")
        @Idempotent("x")
        public final String handle() {
            return "";
        }
    }

    @RestController
    @PreAuthorize("permitAll")
    static class PrivateHandler {
        @PostMapping("/x")
        @Idempotent("x")
        private String handle() {
            return "";
        }
    }
}
