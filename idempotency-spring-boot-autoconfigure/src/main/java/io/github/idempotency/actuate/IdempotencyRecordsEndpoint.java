package io.github.idempotency.actuate;

import io.github.idempotency.actuate.RecordHistoryDescriptor.IncidentDescriptor;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.StepCompensations;
import io.github.idempotency.core.StepStore;
import io.github.idempotency.core.StoreUnavailableException;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.StringUtils;

/**
 * Shows single records to operators, and settles those whose outcome is not known. Writing has to be permitted by
 * {@code management.endpoint.idempotencyrecords.access=unrestricted}. Keys, bodies and headers are never shown. If the store
 * does not answer within 10 s, the answer is 503.
 */
@Endpoint(id = "idempotencyrecords", defaultAccess = Access.READ_ONLY)
public final class IdempotencyRecordsEndpoint implements DisposableBean {

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final String UNAVAILABLE = "The store did not answer.";

    private final OperatorStore store;
    private final RecordSearch search;
    private final OperatorInterventions interventions;
    private final BoundedCalls calls = new BoundedCalls("idempotency-records");

    /**
     * Creates an endpoint for operations without compensations.
     *
     * @param store         the store
     * @param defaultTenant name of the tenant of requests without a tenant header, null for none
     */
    public IdempotencyRecordsEndpoint(OperatorStore store, @Nullable String defaultTenant) {
        this(store, StepCompensations.NONE, ResponseKeeping.BY_POLICY, ReplayCache.NONE, defaultTenant);
    }

    /**
     * Creates an endpoint.
     *
     * @param store         the store
     * @param compensations tells what can be undone
     * @param keeping       tells what of a response is stored
     * @param cache         has to forget what is settled
     * @param defaultTenant name of the tenant of requests without a tenant header, null for none
     */
    public IdempotencyRecordsEndpoint(
            OperatorStore store,
            StepCompensations compensations,
            ResponseKeeping keeping,
            ReplayCache cache,
            @Nullable String defaultTenant) {
        this.store = store;
        this.search = new RecordSearch(defaultTenant);
        this.interventions = new OperatorInterventions(store, compensations, keeping, cache);
    }

    /**
     * Finds records by their key; without a key, lists those whose outcome is not known, the oldest first.
     *
     * @param limit        the most to list, 1 to 1000; 100 if it is not given
     * @param key          the client's key
     * @param operation    the operation; required with a key
     * @param tenant       name of the tenant; without it, callers that have none
     * @param tenantSource where the name comes from; without it, all sources are tried
     */
    @ReadOperation
    public WebEndpointResponse<RecordsDescriptor> records(
            @Nullable String limit,
            @Nullable String key,
            @Nullable String operation,
            @Nullable String tenant,
            @Nullable String tenantSource) {
        return answer(
                () -> {
                    if (key != null) {
                        return find(search.candidates(key, operation, tenant, tenantSource));
                    }
                    if (operation != null || tenant != null || tenantSource != null) {
                        throw RefusedException.badRequest(
                                "To find a record, name its key too; without parameters uncertain records are listed.");
                    }
                    return uncertain(limit(limit));
                },
                message -> new RecordsDescriptor(List.of(), List.of(), message),
                new RecordsDescriptor(List.of(), List.of(), UNAVAILABLE));
    }

    /**
     * A record and its incidents, also if only those are left.
     *
     * @param id the record's id
     */
    @ReadOperation
    public WebEndpointResponse<RecordHistoryDescriptor> record(@Selector String id) {
        return answer(
                () -> history(parseId(id)),
                message -> new RecordHistoryDescriptor(null, List.of(), List.of(), message),
                new RecordHistoryDescriptor(null, List.of(), List.of(), UNAVAILABLE));
    }

    /**
     * Settles a record.
     *
     * @param id          the record's id
     * @param security    tells who asks
     * @param action      {@code complete}, {@code release} or {@code evict}
     * @param reason      why; kept with the record's incidents
     * @param status      with {@code complete}, status of the response, 200 if it is not given
     * @param contentType with {@code complete}, type of the body
     * @param location    with {@code complete}, the header {@code Location}
     * @param body        with {@code complete}, the body as text
     */
    @WriteOperation
    public WebEndpointResponse<SettlementDescriptor> settle(
            @Selector String id,
            SecurityContext security,
            @Nullable String action,
            @Nullable String reason,
            @Nullable String status,
            @Nullable String contentType,
            @Nullable String location,
            @Nullable String body) {
        return answer(
                () -> {
                    Intervention intervention = OperatorInterventions.parse(
                            actor(security), action, reason, new SuppliedResponse(status, contentType, location, body));
                    UUID record = parseId(id);
                    return calls.call(() -> interventions.carryOut(record, intervention), STORE_TIMEOUT);
                },
                message -> new SettlementDescriptor("refused", message),
                new SettlementDescriptor(
                        "unknown",
                        UNAVAILABLE + " Whether the record was settled is not known: GET it before you try again."));
    }

    @Override
    public void destroy() {
        calls.close();
    }

    private RecordsDescriptor uncertain(int limit) {
        List<RecordDescriptor> records = calls.call(() -> store.findUncertain(limit), STORE_TIMEOUT).stream()
                .map(RecordDescriptor::of)
                .toList();
        return new RecordsDescriptor(
                records, List.of(), records.size() < limit ? null : "There may be more: raise the limit.");
    }

    private RecordsDescriptor find(List<UUID> candidates) {
        return calls.call(
                () -> {
                    List<RecordDescriptor> records = new ArrayList<>();
                    List<UUID> gone = new ArrayList<>();
                    for (UUID id : candidates) {
                        Optional<RecordDetails> record = store.describe(id);
                        if (record.isPresent()) {
                            records.add(RecordDescriptor.of(record.get()));
                        } else if (!store.findIncidents(id).isEmpty()) {
                            gone.add(id);
                        }
                    }
                    boolean none = records.isEmpty() && gone.isEmpty();
                    return new RecordsDescriptor(
                            records,
                            gone,
                            none
                                    ? "No record: check the operation's name, and name the tenant if callers have one."
                                    : null);
                },
                STORE_TIMEOUT);
    }

    private RecordHistoryDescriptor history(UUID id) {
        return calls.call(
                () -> {
                    RecordDescriptor record =
                            store.describe(id).map(RecordDescriptor::of).orElse(null);
                    List<IncidentDescriptor> incidents = store.findIncidents(id).stream()
                            .map(IncidentDescriptor::of)
                            .toList();
                    List<StepDescriptor> steps = record != null && record.hasSteps() && store instanceof StepStore kept
                            ? kept.findSteps(id).stream()
                                    .map(StepDescriptor::of)
                                    .toList()
                            : List.of();
                    if (record == null && incidents.isEmpty()) {
                        throw RefusedException.notFound("There is no such record, and no incident of one.");
                    }
                    return new RecordHistoryDescriptor(
                            record,
                            steps,
                            incidents,
                            record == null ? "The record is gone; its incidents are kept." : null);
                },
                STORE_TIMEOUT);
    }

    private static <T> WebEndpointResponse<T> answer(Supplier<T> body, Function<String, T> refusal, T unavailable) {
        try {
            return new WebEndpointResponse<>(body.get());
        } catch (RefusedException e) {
            return new WebEndpointResponse<>(refusal.apply(e.text()), e.status());
        } catch (StoreUnavailableException e) {
            return new WebEndpointResponse<>(unavailable, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        }
    }

    private static String actor(SecurityContext security) {
        Principal principal = security.getPrincipal();
        return principal == null || !StringUtils.hasText(principal.getName()) ? "anonymous" : principal.getName();
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (text.matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw RefusedException.badRequest("limit must be a number from 1 to " + MAX_LIMIT + '.');
    }

    private static UUID parseId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest("The id of a record is a UUID: find the record by its key to learn it.");
        }
    }
}
