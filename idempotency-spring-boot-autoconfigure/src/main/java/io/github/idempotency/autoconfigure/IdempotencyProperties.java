package io.github.idempotency.autoconfigure;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.RiskClass;
import io.github.idempotency.StoredBody;
import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.policy.EndpointOverrides;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.governance.GovernanceMode;
import io.github.idempotency.store.schema.SchemaMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * All properties of the library. A name that is not listed here, or a value out of its bounds, fails the start of the
 * application with an analysis that names the property.
 *
 * @param autoConfigure Whether to auto-configure the library; without it there is no bean of it.
 * @param enabled       Whether to protect operations; switched off, operations that fail closed refuse and the others run
 *                      unprotected.
 * @param acceptUnmarkedEffects Whether critical operations may run although transactions of the application do not carry the
 *                      applied marker, so that a crash may have an effect happen twice.
 * @param rollout       Phase of the rollout.
 * @param key           The idempotency key.
 * @param tenant        Whose keys are kept apart.
 * @param clientVersion What a client says of itself.
 * @param web           HTTP details.
 * @param client        Outgoing calls.
 * @param store         Where records live.
 * @param purge         Removal of expired records.
 * @param reconcile     Settling of records whose execution ended without a response.
 * @param observed      Whether to observe claim and completion also where nobody traces.
 * @param statistics    Statistics of all instances.
 * @param governance    What is done at start about mutation endpoints that are neither annotated nor exempt.
 * @param exempt        Reasons why mutation endpoints that cannot be annotated need no key, by route pattern.
 * @param steps         Steps of handlers whose results are kept.
 * @param encryption    Encryption of stored responses and results of steps.
 * @param compression   Compression of stored responses.
 * @param rateLimit     How fast a tenant may use new keys.
 * @param quota         How much the records of a tenant or an operation may take.
 * @param inFlight      Duplicates that wait for the execution in flight.
 * @param throttle      Pace at which refusals of new keys over a rate or quota are answered.
 * @param endpoints     Policies by operation.
 * @param riskClasses   Policies by risk class.
 */
@ConfigurationProperties(prefix = "idempotency", ignoreUnknownFields = false)
public record IdempotencyProperties(
        @DefaultValue("true") boolean autoConfigure,
        @DefaultValue("true") boolean enabled,
        @DefaultValue("false") boolean acceptUnmarkedEffects,
        @DefaultValue("strict") Rollout rollout,
        @DefaultValue Key key,
        @DefaultValue Tenant tenant,
        @DefaultValue ClientVersion clientVersion,
        @DefaultValue Web web,
        @DefaultValue @NestedConfigurationProperty ClientProperties client,
        @DefaultValue Store store,
        @DefaultValue Purge purge,
        @DefaultValue Reconcile reconcile,
        @DefaultValue("false") boolean observed,
        @DefaultValue Statistics statistics,
        @DefaultValue("report") GovernanceMode governance,
        @DefaultValue Map<String, String> exempt,
        @DefaultValue Steps steps,
        @DefaultValue @NestedConfigurationProperty EncryptionProperties encryption,
        @DefaultValue Compression compression,
        @DefaultValue @NestedConfigurationProperty RateLimitProperties rateLimit,
        @DefaultValue @NestedConfigurationProperty QuotaProperties quota,
        @DefaultValue Waiting inFlight,
        @DefaultValue Throttle throttle,
        @DefaultValue Map<String, Policy> endpoints,
        @DefaultValue Map<RiskClass, Policy> riskClasses) {

    public IdempotencyProperties {
        exempt = Map.copyOf(exempt);
        exempt.forEach(PropertyChecks::exemption);
        endpoints = Map.copyOf(endpoints);
        riskClasses = Map.copyOf(riskClasses);
        riskClasses.forEach((risk, policy) -> PropertyChecks.check(
                policy.risk() == null,
                "idempotency.risk-classes." + PropertyChecks.text(risk) + ".risk",
                policy.risk(),
                "only an operation has a risk class: set idempotency.endpoints.<operation>.risk"));
    }

    /** What the properties say about operations, by operation. */
    public Map<String, EndpointOverrides> endpointOverrides() {
        return endpoints.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> new EndpointOverrides(
                                entry.getValue().risk(), entry.getValue().overrides())));
    }

    /** What the properties say about operations, by risk class. */
    public Map<RiskClass, PolicyOverrides> riskClassOverrides() {
        return riskClasses.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().overrides()));
    }

    /** Why a key is required or not, by operation, where a property says it. */
    Map<String, String> endpointJustifications() {
        return justifications(endpoints);
    }

    /** Why a key is required or not, by risk class, where a property says it. */
    Map<RiskClass, String> riskClassJustifications() {
        return justifications(riskClasses);
    }

    private static <K> Map<K, String> justifications(Map<K, Policy> policies) {
        return policies.entrySet().stream()
                .filter(entry -> PropertyChecks.hasText(entry.getValue().justification()))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> String.valueOf(entry.getValue().justification())));
    }

    /**
     * The idempotency key.
     *
     * @param header    Request header that carries the key.
     * @param format    Spellings of a key that are accepted.
     * @param minLength Shortest key that is accepted, in characters.
     * @param maxLength Longest key that is accepted, in characters; at most 255.
     * @param pattern   Regular expression that the whole key has to match.
     */
    public record Key(
            @DefaultValue("Idempotency-Key") String header,
            @DefaultValue("lenient") KeyFormat format,
            @DefaultValue("1") int minLength,
            @DefaultValue("255") int maxLength,
            @Nullable Pattern pattern) {

        public Key {
            PropertyChecks.header("idempotency.key.header", header);
            PropertyChecks.range("idempotency.key.max-length", maxLength, 1, 255);
            PropertyChecks.range("idempotency.key.min-length", minLength, 1, maxLength);
        }
    }

    /**
     * Whose keys are kept apart.
     *
     * @param source      Where the name of the tenant comes from.
     * @param header      Request header that carries the tenant, if that is the source.
     * @param claim       Claim of the access token that carries the tenant, if that is the source.
     * @param defaultName Tenant of a request whose header is absent or blank; without it such a request is anonymous.
     * @param byMechanism Whether principals of the same name are different tenants if they authenticated in different ways, for
     *                    instance by a password and by an access token.
     * @param includeHost Whether the host that a request is for is part of its tenant.
     */
    public record Tenant(
            @DefaultValue("principal") TenantSource source,
            @Nullable String header,
            @Nullable String claim,
            @Nullable String defaultName,
            @DefaultValue("true") boolean byMechanism,
            @DefaultValue("false") boolean includeHost) {

        public Tenant {
            if (source == TenantSource.HEADER) {
                PropertyChecks.header("idempotency.tenant.header", header);
            }
            PropertyChecks.check(
                    source != TenantSource.CLAIM || PropertyChecks.hasText(claim),
                    "idempotency.tenant.claim",
                    claim,
                    "the name of a claim is needed with idempotency.tenant.source=claim");
            PropertyChecks.check(
                    defaultName == null || PropertyChecks.hasText(defaultName),
                    "idempotency.tenant.default-name",
                    defaultName,
                    "must not be blank");
        }
    }

    /** Where the name of a tenant comes from. */
    public enum TenantSource {
        /** Name of the authenticated principal. */
        PRINCIPAL,
        /** Request header, which a gateway has to set or remove. */
        HEADER,
        /** Claim of the access token. */
        CLAIM,
        /** One namespace for all callers. */
        NONE
    }

    /**
     * What a client says of itself.
     *
     * @param header          Request header that carries the version of the client.
     * @param syntheticHeader Request header that tags drills and other synthetic traffic, which is counted by itself, as client
     *                        version "synthetic"; empty to honour none.
     * @param maxValues       Number of versions that are told apart in metrics; later ones count as "other".
     */
    public record ClientVersion(
            @DefaultValue("X-Client-Version") String header,
            @DefaultValue("Idempotency-Synthetic") String syntheticHeader,
            @DefaultValue("50") int maxValues) {

        public ClientVersion {
            PropertyChecks.header("idempotency.client-version.header", header);
            if (!syntheticHeader.isEmpty()) {
                PropertyChecks.header("idempotency.client-version.synthetic-header", syntheticHeader);
            }
            PropertyChecks.range("idempotency.client-version.max-values", maxValues, 0, 10_000);
        }
    }

    /**
     * HTTP details.
     *
     * @param problemTypeBase URI to which the code of a problem is appended to form its type, a link by
     *                        which clients find out more.
     * @param keyReusedStatus Status of the answer to a key that was used with another payload, 409 or 422.
     * @param maxHeldResponse Largest response body of an operation with execution atomic, which is held back in memory until the transaction is committed; a larger one fails and is rolled back. Never less than the operation's max-response-size.
     * @param excludedHeaders Response headers that are not stored; a trailing "*" stands for any ending.
     */
    public record Web(
            @DefaultValue("https://idempotency.github.io/problems#")
            String problemTypeBase,

            @DefaultValue("409") int keyReusedStatus,
            @DefaultValue("16MB") DataSize maxHeldResponse,

            @DefaultValue({
                "Connection",
                "Keep-Alive",
                "Proxy-*",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Content-Length",
                "Date",
                "Set-Cookie",
                "Set-Cookie2",
                "Access-Control-*",
                "Strict-Transport-Security",
                "traceparent",
                "tracestate",
                "traceresponse",
                "Server-Timing",
                "b3",
                "X-B3-*",
                "X-Trace-Id",
                "X-Request-Id",
                "X-Correlation-Id",
                "RateLimit",
                "RateLimit-*",
                "X-RateLimit-*",
                "X-Rate-Limit-*",
                "Idempotent-Replayed",
                "Idempotency-Status",
                "Idempotency-Key-Lifetime"
            })
            List<String> excludedHeaders) {

        public Web {
            excludedHeaders = List.copyOf(excludedHeaders);
            PropertyChecks.uriBase("idempotency.web.problem-type-base", problemTypeBase);
            PropertyChecks.check(
                    keyReusedStatus == 409 || keyReusedStatus == 422,
                    "idempotency.web.key-reused-status",
                    keyReusedStatus,
                    "must be 409 or 422");
            excludedHeaders.forEach(
                    pattern -> PropertyChecks.headerPattern("idempotency.web.excluded-headers", pattern));
        }
    }

    /**
     * Duplicates that wait for the execution in flight.
     *
     * @param maxWaiters How many of them may wait at a time on this instance, each in the thread of its request, for operations
     *                   with in-flight=wait; those beyond are rejected at once, as with in-flight=reject.
     */
    public record Waiting(@DefaultValue("50") int maxWaiters) {

        public Waiting {
            PropertyChecks.check(
                    maxWaiters >= 1 && maxWaiters <= 100_000,
                    "idempotency.in-flight.max-waiters",
                    maxWaiters,
                    "must be from 1 to 100000");
        }
    }

    /**
     * Where records live.
     *
     * @param type         Kind of store.
     * @param schema       What to do about the schema at start.
     * @param claimTimeout Longest wait for the store before it counts as unavailable.
     * @param flushResponses Whether the response of an effect in the same database is on disk before the client gets it; without,
     *                     a crash of the database server may lose the responses of its last moments, and their keys are then
     *                     recovered or answered with outcome-unknown, never run again.
     * @param acceptRoutedDataSource Whether a data source that chooses among several databases may hold the records; it has to send
     *                     threads without a request or a transaction to one and the same database.
     * @param retryAfter   When a client is told to come back, rounded up to seconds.
     * @param circuitBreaker What spares requests the wait for a store that is unavailable.
     * @param replayCache  What spares the store the duplicates of a key that come in quick succession.
     * @param responsePartitions Whether responses are kept in time partitions.
     */
    public record Store(
            @DefaultValue("jpa") StoreType type,
            @DefaultValue("migrate") SchemaMode schema,
            @DefaultValue("2s") Duration claimTimeout,
            @DefaultValue("true") boolean flushResponses,
            @DefaultValue("false") boolean acceptRoutedDataSource,
            @DefaultValue("1s") Duration retryAfter,
            @DefaultValue CircuitBreaker circuitBreaker,
            @DefaultValue ReplayCache replayCache,
            @DefaultValue ResponsePartitions responsePartitions) {

        public Store {
            PropertyChecks.range("idempotency.store.claim-timeout", claimTimeout, "10ms", "1m");
            PropertyChecks.range("idempotency.store.retry-after", retryAfter, "1s", "1h");
            PropertyChecks.check(
                    !responsePartitions.enabled() || type == StoreType.JPA,
                    "idempotency.store.response-partitions.enabled",
                    true,
                    "needs idempotency.store.type=jpa");
        }
    }

    /**
     * What spares requests the wait for a store that is unavailable.
     *
     * @param enabled          Whether to stop asking a store that does not answer.
     * @param failureThreshold Number of calls in a row that have to fail before the store is no longer asked.
     * @param openDuration     Time until one request asks the store again.
     */
    public record CircuitBreaker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("5") int failureThreshold,
            @DefaultValue("5s") Duration openDuration) {

        public CircuitBreaker {
            PropertyChecks.range("idempotency.store.circuit-breaker.failure-threshold", failureThreshold, 1, 1000);
            PropertyChecks.range("idempotency.store.circuit-breaker.open-duration", openDuration, "100ms", "10m");
        }
    }

    /**
     * Responses that are kept in the memory of the process once they were replayed.
     *
     * @param enabled    Whether to answer further duplicates of a key from memory.
     * @param timeToLive Time for which a response is kept; what an operator does on another instance goes unnoticed for as long.
     * @param maxSize    Largest memory that responses take.
     */
    public record ReplayCache(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("1s") Duration timeToLive,
            @DefaultValue("8MB") DataSize maxSize) {

        public ReplayCache {
            PropertyChecks.range("idempotency.store.replay-cache.time-to-live", timeToLive, "10ms", "10s");
            PropertyChecks.check(
                    maxSize.toKilobytes() >= 64 && maxSize.toMegabytes() <= 1024,
                    "idempotency.store.replay-cache.max-size",
                    maxSize,
                    "must be from 64KB to 1GB");
        }
    }

    /**
     * Partitions of PostgreSQL, one for each day, for responses that expire on that day: it is dropped when it is over, in place
     * of removing its responses one by one. Keys are not in it.
     *
     * @param enabled   Whether to store responses in partitions; those that were stored are read in either case.
     * @param daysAhead For how many days after today partitions are kept ready; a response that expires later stays in its
     *                  record.
     */
    public record ResponsePartitions(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("8") int daysAhead) {

        public ResponsePartitions {
            PropertyChecks.range("idempotency.store.response-partitions.days-ahead", daysAhead, 1, 400);
        }
    }

    /** Kinds of stores. */
    public enum StoreType {
        /** A table in the application's database. */
        JPA,
        /** The memory of this process: for tests, and lost with it. */
        MEMORY
    }

    /**
     * Removal of expired records.
     *
     * @param enabled   Whether to remove expired records.
     * @param interval  Time between two runs.
     * @param batchSize Largest number of records removed by one statement; fewer while statements take longer than 50 ms.
     * @param pause     Shortest time between two statements of a run.
     * @param maxShare  Largest share of the time, from 0.01 to 1, in which a statement of the purge runs.
     * @param incidentRetention How long incidents are kept whose record is settled or gone.
     */
    public record Purge(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1m") Duration interval,
            @DefaultValue("1000") int batchSize,
            @DefaultValue("100ms") Duration pause,
            @DefaultValue("0.1") double maxShare,
            @DefaultValue("400d") Duration incidentRetention) {

        public Purge {
            PropertyChecks.check(
                    maxShare >= 0.01 && maxShare <= 1,
                    "idempotency.purge.max-share",
                    maxShare,
                    "must be from 0.01 to 1");
            PropertyChecks.range("idempotency.purge.interval", interval, "1s", "1d");
            PropertyChecks.range("idempotency.purge.batch-size", batchSize, 1, 100_000);
            PropertyChecks.range("idempotency.purge.pause", pause, "0s", "1m");
            PropertyChecks.range("idempotency.purge.incident-retention", incidentRetention, "1d", "36500d");
        }
    }

    /**
     * Settling of records whose execution ended without a response.
     *
     * @param enabled   Whether to settle abandoned records in the background.
     * @param interval  Time between two rounds.
     * @param batchSize Number of records looked at by one statement.
     * @param pause     Time between two statements of a round.
     * @param abandonAfter Time after which an execution that stopped after a step, and that no retry resumed, is undone.
     */
    public record Reconcile(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("30s") Duration interval,
            @DefaultValue("1000") int batchSize,
            @DefaultValue("100ms") Duration pause,
            @DefaultValue("15m") Duration abandonAfter) {

        public Reconcile {
            PropertyChecks.range("idempotency.reconcile.abandon-after", abandonAfter, "0s", "30d");
            PropertyChecks.range("idempotency.reconcile.interval", interval, "1s", "1d");
            PropertyChecks.range("idempotency.reconcile.batch-size", batchSize, 1, 100_000);
            PropertyChecks.range("idempotency.reconcile.pause", pause, "0s", "1m");
        }
    }

    /**
     * Statistics of all instances.
     *
     * @param enabled       Whether to add up the counts of all instances in the store.
     * @param flushInterval Time between two additions of an instance; what it counted since the last one is lost if it is killed.
     * @param retention     How long statistics are kept.
     */
    public record Statistics(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("10s") Duration flushInterval,
            @DefaultValue("90d") Duration retention) {

        public Statistics {
            PropertyChecks.range("idempotency.statistics.flush-interval", flushInterval, "1s", "10m");
            PropertyChecks.range("idempotency.statistics.retention", retention, "1d", "1000d");
        }
    }

    /**
     * Pace at which refusals of new keys over a rate or quota are answered.
     *
     * @param refusalsPerSecond Most refusals that this process answers in a second; those that come faster are held until it is
     *                          their turn, without a thread, so that who waits for an answer sends no faster. 0 answers each at once.
     * @param maxHeld           Most refusals that are held at a time; further ones are answered at once.
     */
    public record Throttle(
            @DefaultValue("100") int refusalsPerSecond,
            @DefaultValue("500") int maxHeld) {

        public Throttle {
            PropertyChecks.range("idempotency.throttle.refusals-per-second", refusalsPerSecond, 0, 100_000);
            PropertyChecks.range("idempotency.throttle.max-held", maxHeld, 1, 100_000);
        }
    }

    /**
     * Steps of handlers whose results are kept.
     *
     * @param maxResultSize Largest result kept, as JSON.
     */
    public record Steps(@DefaultValue("64KB") DataSize maxResultSize) {

        public Steps {
            PropertyChecks.check(
                    maxResultSize.toBytes() >= 1 && maxResultSize.toMegabytes() <= 10,
                    "idempotency.steps.max-result-size",
                    maxResultSize,
                    "must be from 1B to 10MB");
        }
    }

    /**
     * Compression of stored responses.
     *
     * @param enabled Whether to compress bodies that get at least a fifth smaller by it.
     * @param minSize Smallest body that is tried.
     */
    public record Compression(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("2KB") DataSize minSize) {

        public Compression {
            PropertyChecks.check(
                    minSize.toBytes() >= 1 && minSize.toMegabytes() <= 1024,
                    "idempotency.compression.min-size",
                    minSize,
                    "must be from 1B to 1GB");
        }
    }

    /**
     * Policies of an operation or of a risk class; what is not set is decided elsewhere, see
     * {@link io.github.idempotency.Idempotent}. Bounds are those of
     * {@link io.github.idempotency.core.policy.DefaultPolicyResolver}.
     *
     * @param risk               Risk class; for operations only.
     * @param key                Whether a key is required.
     * @param justification      Why a key is required or is not, for the people who review the endpoints.
     * @param execution          How record and effects are tied together.
     * @param payloadMatch       What another payload under the same key means.
     * @param payloadHash        How the payload enters the fingerprint.
     * @param fingerprintHeaders Request headers that enter the fingerprint.
     * @param onStoreFailure     What happens while the store is unavailable.
     * @param onAbandoned        What happens to an execution that stopped without an outcome.
     * @param onError            What becomes of the key after a 5xx or an exception.
     * @param inFlight           What a duplicate gets while the first still runs.
     * @param waitTimeout        Longest wait of a duplicate.
     * @param lease              How long a claim holds without renewal.
     * @param retention          How long a key is remembered.
     * @param resultRetention    How long a response is replayed; 0 keeps none.
     * @param maxRequestSize     Largest payload accepted.
     * @param maxResponseSize    Largest response body stored.
     * @param storedHeaders      Response headers that are stored besides those a response cannot do without; a trailing "*"
     *                           stands for any ending.
     * @param storedBody         Whether bodies of responses are stored.
     */
    public record Policy(
            @Nullable RiskClass risk,
            @Nullable KeyRequirement key,
            @Nullable String justification,
            @Nullable ExecutionMode execution,
            @Nullable PayloadMatch payloadMatch,
            @Nullable PayloadHash payloadHash,
            @Nullable List<String> fingerprintHeaders,
            @Nullable OnStoreFailure onStoreFailure,
            @Nullable OnAbandoned onAbandoned,
            @Nullable OnError onError,
            @Nullable InFlight inFlight,
            @Nullable Duration waitTimeout,
            @Nullable Duration lease,
            @Nullable Duration retention,
            @Nullable Duration resultRetention,
            @Nullable DataSize maxRequestSize,
            @Nullable DataSize maxResponseSize,
            @Nullable List<String> storedHeaders,
            @Nullable StoredBody storedBody) {

        PolicyOverrides overrides() {
            return new PolicyOverrides(
                    key,
                    execution,
                    payloadMatch,
                    payloadHash,
                    fingerprintHeaders,
                    onStoreFailure,
                    onAbandoned,
                    onError,
                    inFlight,
                    waitTimeout,
                    lease,
                    retention,
                    resultRetention,
                    maxRequestSize == null ? null : maxRequestSize.toBytes(),
                    maxResponseSize == null ? null : maxResponseSize.toBytes(),
                    storedHeaders,
                    storedBody);
        }
    }
}
