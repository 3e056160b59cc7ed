package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.ForwardedHeaderFilter;

/** Whose keys a request uses, by how the caller was authenticated and by the host the request is for. */
class TenantsTests {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("alice:pw".getBytes(StandardCharsets.UTF_8));

    private static ServletWebServerApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                        + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return (ServletWebServerApplicationContext)
                new SpringApplicationBuilder(Application.class).run(arguments.toArray(String[]::new));
    }

    private static HttpCalls calls(ServletWebServerApplicationContext context) {
        return new HttpCalls(context.getWebServer().getPort());
    }

    @Test
    void principalsOfDifferentMechanismsAreDifferentTenants() {
        try (ServletWebServerApplicationContext context = start()) {
            HttpCalls http = calls(context);
            String key = newKey();
            HttpResponse<byte[]> byPassword = http.post("/who", "{}", "Idempotency-Key", key, "Authorization", BASIC);
            HttpResponse<byte[]> byToken = http.post("/who", "{}", "Idempotency-Key", key, "X-Token", "alice");
            HttpResponse<byte[]> ofIssuer =
                    http.post("/who", "{}", "Idempotency-Key", key, "X-Token", "alice;iss=https://idp.example");
            HttpResponse<byte[]> ofOther =
                    http.post("/who", "{}", "Idempotency-Key", key, "X-Token", "alice;iss=https://other.example");
            HttpResponse<byte[]> byTest = http.post("/who", "{}", "Idempotency-Key", key, "X-Testing", "alice");

            assertThat(List.of(byPassword, byToken, ofIssuer, ofOther, byTest))
                    .extracting(HttpCalls::text)
                    .containsExactly(
                            "alice",
                            "alice",
                            "https://idp.example alice",
                            "https://other.example alice",
                            "TestingAuthenticationToken/alice");
            assertThat(byToken.headers().firstValue("Idempotent-Replayed")).isEmpty();
            // Another token of the same subject, as after a renewal.
            assertReplay(http.post("/who", "{}", "Idempotency-Key", key, "X-Token", "alice"), byToken);
            assertReplay(http.post("/who", "{}", "Idempotency-Key", key, "Authorization", BASIC), byPassword);
        }
    }

    @Test
    void principalsOfDifferentMechanismsAreOneTenantIfConfiguredSo() {
        try (ServletWebServerApplicationContext context = start("idempotency.tenant.by-mechanism=false")) {
            HttpCalls http = calls(context);
            String key = newKey();
            HttpResponse<byte[]> first = http.post("/who", "{}", "Idempotency-Key", key, "Authorization", BASIC);
            assertReplay(http.post("/who", "{}", "Idempotency-Key", key, "X-Token", "alice"), first);
            assertReplay(http.post("/who", "{}", "Idempotency-Key", key, "X-Testing", "alice"), first);
        }
    }

    @Test
    void refusesAListValuedTenantClaim() {
        try (ServletWebServerApplicationContext context =
                start("idempotency.tenant.source=claim", "idempotency.tenant.claim=org")) {
            HttpCalls http = calls(context);
            for (String claim : List.of("list", "map")) {
                HttpResponse<byte[]> refused =
                        http.post("/who", "{}", "Idempotency-Key", newKey(), "X-Token", "alice;org=" + claim);
                assertProblem(refused, 403, "tenant-refused", false);
                assertThat(HttpCalls.text(refused)).contains("claim 'org'").doesNotContain("o1");
            }
            assertThat(HttpCalls.text(http.post("/who", "{}", "Idempotency-Key", newKey(), "X-Token", "alice;org=o1")))
                    .isEqualTo("o1");
            // Without the claim the principal stands in; without a key there is nothing to be kept apart.
            assertThat(HttpCalls.text(http.post("/who", "{}", "Idempotency-Key", newKey(), "X-Token", "alice")))
                    .isEqualTo("alice");
            assertThat(http.post("/optional", "{}", "X-Token", "alice;org=list").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aRefusedTenantChangesNothingWhileObserving() {
        try (ServletWebServerApplicationContext context = start(
                "idempotency.tenant.source=claim", "idempotency.tenant.claim=org", "idempotency.rollout=observe")) {
            HttpResponse<byte[]> answer =
                    calls(context).post("/who", "{}", "Idempotency-Key", newKey(), "X-Token", "alice;org=list");
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theHostIsPartOfTheTenantIfConfiguredSo() {
        try (ServletWebServerApplicationContext context = start("idempotency.tenant.include-host=true")) {
            HttpCalls http = calls(context);
            String key = newKey();
            HttpResponse<byte[]> local = http.post("/who", "{}", "Idempotency-Key", key);
            HttpResponse<byte[]> shop =
                    http.post("/who", "{}", "Idempotency-Key", key, "X-Forwarded-Host", "Shop.Example:8443");
            HttpResponse<byte[]> alice = http.post(
                    "/who", "{}", "Idempotency-Key", key, "X-Forwarded-Host", "shop.example", "Authorization", BASIC);

            assertThat(List.of(local, shop, alice))
                    .extracting(HttpCalls::text)
                    .containsExactly("localhost", "shop.example", "shop.example/alice");
            assertReplay(http.post("/who", "{}", "Idempotency-Key", key, "X-Forwarded-Host", "SHOP.example."), shop);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "k%C3%A9"})
    void refusesAHostThatIsNone(String host) {
        try (ServletWebServerApplicationContext context = start("idempotency.tenant.include-host=true")) {
            assertProblem(
                    calls(context).post("/who", "{}", "Idempotency-Key", newKey(), "X-Server-Name", host),
                    403,
                    "tenant-refused",
                    false);
        }
    }

    @Test
    void theHostIsNotPartOfTheTenantByDefault() {
        try (ServletWebServerApplicationContext context = start()) {
            HttpCalls http = calls(context);
            String key = newKey();
            HttpResponse<byte[]> first = http.post("/who", "{}", "Idempotency-Key", key, "Authorization", BASIC);
            assertReplay(
                    http.post(
                            "/who",
                            "{}",
                            "Idempotency-Key",
                            key,
                            "Authorization",
                            BASIC,
                            "X-Forwarded-Host",
                            "shop.example"),
                    first);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Handlers.class)
    static class Application {

        @Bean
        IdempotencyStore store() {
            return new InMemoryIdempotencyStore();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(User.withUsername("alice")
                    .password("{noop}pw")
                    .roles("USER")
                    .build());
        }

        @Bean
        FilterRegistrationBean<ForwardedHeaderFilter> forwardedHeaders() {
            FilterRegistrationBean<ForwardedHeaderFilter> filter =
                    new FilterRegistrationBean<>(new ForwardedHeaderFilter());
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        @Bean
        FilterRegistrationBean<jakarta.servlet.Filter> serverName() {
            FilterRegistrationBean<jakarta.servlet.Filter> filter =
                    new FilterRegistrationBean<>((request, response, chain) -> chain.doFilter(
                            new jakarta.servlet.http.HttpServletRequestWrapper(
                                    (jakarta.servlet.http.HttpServletRequest) request) {
                                @Override
                                public String getServerName() {
                                    String name = getHeader("X-Server-Name");
                                    return name == null ? super.getServerName() : name;
                                }
                            },
                            response));
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
            return filter;
        }

        /** Stands in for a resource server: what its filter leaves behind is what counts. */
        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.csrf(csrf -> csrf.disable())
                    .httpBasic(Customizer.withDefaults())
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .addFilterBefore(
                            (request, response, chain) -> {
                                Authentication authentication =
                                        authentication((jakarta.servlet.http.HttpServletRequest) request);
                                if (authentication != null) {
                                    SecurityContextHolder.getContext().setAuthentication(authentication);
                                }
                                chain.doFilter(request, response);
                            },
                            AnonymousAuthenticationFilter.class)
                    .build();
        }

        private static Authentication authentication(jakarta.servlet.http.HttpServletRequest request) {
            if (request.getHeader("X-Testing") != null) {
                return new TestingAuthenticationToken(request.getHeader("X-Testing"), "", "ROLE_USER");
            }
            return request.getHeader("X-Token") == null ? null : token(request.getHeader("X-Token"));
        }

        private static Authentication token(String header) {
            String[] parts = header.split("[;=]");
            Map<String, Object> claims = new java.util.HashMap<>(Map.of("sub", parts[0]));
            if (parts.length == 3) {
                claims.put(
                        parts[1],
                        switch (parts[2]) {
                            case "list" -> List.of("o1", "o2");
                            case "map" -> Map.of("id", "o1");
                            default -> parts[2];
                        });
            }
            return new BearerTokenAuthentication(
                    new DefaultOAuth2AuthenticatedPrincipal(parts[0], claims, AuthorityUtils.NO_AUTHORITIES),
                    new OAuth2AccessToken(
                            OAuth2AccessToken.TokenType.BEARER,
                            newKey(),
                            Instant.now(),
                            Instant.now().plusSeconds(60)),
                    AuthorityUtils.NO_AUTHORITIES);
        }
    }

    @RestController
    static class Handlers {

        @PostMapping("/who")
        @Idempotent("who")
        String who(IdempotentExecution execution) {
            return execution.tenant();
        }

        @PostMapping("/optional")
        @Idempotent(value = "optional", risk = io.github.idempotency.RiskClass.LOW)
        String optional() {
            return "";
        }
    }
}
