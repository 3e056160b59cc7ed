package io.github.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Records that a Spring MVC handler method, or every one of a controller, deliberately does without idempotency keys. Changes
 * nothing about requests; it takes the endpoint off the list that {@code idempotency.governance} reports.
 *
 * <p>On a class it stands for the methods that carry neither this annotation nor {@link Idempotent}. Both on one method, and
 * a blank reason, fail the start of the application.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NotIdempotent {

    /** Why a duplicate does no harm, for the people who review the exemptions, such as {@code "a search; changes nothing"}. */
    String value();
}
