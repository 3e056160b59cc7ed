package io.github.idempotency.web.app;

import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.test.StatementCounter;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** A host with everything on board: JPA with an open session in view, Security, Actuator, springdoc, a filter and an interceptor. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableMethodSecurity(securedEnabled = true, jsr250Enabled = true)
@Import({
    OrderHandlers.class,
    AtomicHandlers.class,
    DepositService.class,
    DepositRecovery.class,
    DurableHandlers.class,
    AsyncHandlers.class,
    AsyncHandlers.AsyncDeposits.class,
    AsyncHandlers.PropagatingThreads.class,
    StepHandlers.class,
    StepHandlers.ChargeRefund.class,
    StepHandlers.ParcelRecall.class,
    JdbcTransactions.class,
    SecuredHandlers.class,
    DocumentedHandlers.class,
    ApplicationAdvice.class,
    ApplicationWebConfiguration.class
})
public class TestApplication {

    /** Outcomes that were reported, the newest last. */
    public static final Queue<Outcome> OUTCOMES = new ConcurrentLinkedQueue<>();

    /** Calls to the store that were made. */
    public static final AtomicInteger STORE_CALLS = new AtomicInteger();

    @Bean
    StatementCounter statementCounter() {
        return new StatementCounter();
    }

    @Bean
    static BeanPostProcessor countingDataSource(
            org.springframework.beans.factory.ObjectProvider<StatementCounter> counter) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource dataSource
                        ? counter.getObject().around(dataSource)
                        : bean;
            }
        };
    }

    @Bean
    IdempotencyListener outcomes() {
        return new IdempotencyListener() {
            @Override
            public void onOutcome(RequestOutcome outcome) {
                OUTCOMES.add(outcome.outcome());
            }

            @Override
            public void onStoreCall(String call, String result, Duration duration) {
                STORE_CALLS.incrementAndGet();
            }
        };
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) {
        return http.csrf(csrf -> csrf.disable())
                .httpBasic(Customizer.withDefaults())
                .authorizeHttpRequests(requests -> requests.requestMatchers("/admin/**")
                        .hasRole("ADMIN")
                        .anyRequest()
                        .permitAll())
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("alice").password("{noop}pw").roles("USER").build(),
                User.withUsername("bob").password("{noop}pw").roles("USER").build(),
                User.withUsername("root").password("{noop}pw").roles("ADMIN").build());
    }
}
