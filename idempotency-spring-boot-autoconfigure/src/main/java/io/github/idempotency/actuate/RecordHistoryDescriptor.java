package io.github.idempotency.actuate;

import io.github.idempotency.core.OperatorStore.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A record and what happened to it out of the ordinary.
 *
 * @param record    the record, null if it is gone
 * @param steps     its finished steps, in their order
 * @param incidents what happened, the oldest first
 * @param message   why there is no more, null if there is nothing to say
 */
public record RecordHistoryDescriptor(
        @Nullable RecordDescriptor record,
        List<StepDescriptor> steps,
        List<IncidentDescriptor> incidents,
        @Nullable String message)
        implements OperationResponseBody {

    /**
     * Something that happened to a record.
     *
     * @param at     when
     * @param event  what: {@code uncertain}, {@code recovered}, {@code completed}, {@code released}, {@code evicted},
     *               {@code compensating}, {@code compensated} or {@code compensation-failed}
     * @param fence  number of the claim it happened to
     * @param actor  who; {@code library} for the library itself
     * @param reason why
     */
    public record IncidentDescriptor(Instant at, String event, long fence, String actor, String reason) {

        static IncidentDescriptor of(Incident incident) {
            return new IncidentDescriptor(
                    incident.at(),
                    incident.event().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    incident.fence(),
                    incident.actor(),
                    incident.reason());
        }
    }
}
