package io.github.idempotency.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Keeps the idempotency records of a test in memory. The test needs no PostgreSQL; it is also for tests of a slice, such as those
 * with {@code @WebMvcTest}, whose {@code @Idempotent} handlers are then protected as in the whole application.
 *
 * <pre class="code">
 * &#064;WebMvcTest(PaymentController.class)
 * &#064;InMemoryIdempotency
 * class PaymentControllerTests { … }
 * </pre>
 *
 * <p>The records last as long as the application context, which tests share: use a new key in each. There is no
 * {@code ATOMIC} mode in memory.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@TestPropertySource(properties = "idempotency.store.type=memory")
public @interface InMemoryIdempotency {}
