package io.github.idempotency.sample.accounts;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An amount of money that moves: positive, at most two decimals, below a trillion. */
@Documented
@Constraint(validatedBy = {})
@NotNull
@Positive
@Digits(integer = 12, fraction = 2)
@ReportAsSingleViolation
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Amount {

    String message() default "must be a positive amount with at most 12 digits and 2 decimals, such as \"12.50\"";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
