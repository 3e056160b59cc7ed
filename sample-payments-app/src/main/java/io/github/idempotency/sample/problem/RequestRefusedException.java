package io.github.idempotency.sample.problem;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A request that was understood and is refused. Spring MVC renders it as problem details with the member {@code code},
 * which clients can rely on; being unchecked, it rolls back the transaction it leaves.
 */
public abstract class RequestRefusedException extends ErrorResponseException {

    protected RequestRefusedException(HttpStatus status, String code, String detail) {
        this(status, code, detail, null);
    }

    protected RequestRefusedException(HttpStatus status, String code, String detail, @Nullable Throwable cause) {
        super(status, problem(status, code, detail), cause);
    }

    private static ProblemDetail problem(HttpStatus status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:sample-payments:problem:" + code));
        problem.setProperty("code", code);
        return problem;
    }
}
