package io.github.idempotency.sample.drill;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rehearsal.
 *
 * @param enabled  Whether there is a rehearsal, on demand at least.
 * @param interval Time from the end of one to the start of the next; without it they run on demand only.
 */
@ConfigurationProperties("sample.drill")
record DrillProperties(
        @DefaultValue("false") boolean enabled, @Nullable Duration interval) {

    DrillProperties {
        if (interval != null && (interval.isNegative() || interval.isZero())) {
            throw new IllegalArgumentException("sample.drill.interval has to be positive, not " + interval);
        }
    }
}
