package io.github.idempotency.store.jpa;

import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.CompensationStore;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.InstanceStore;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.StoredStep;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.UsageStore;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.core.policy.TransactionSettings;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Keeps records in the table {@code idempotency_record} of the application's PostgreSQL database.
 *
 * <p>Every verb but {@link #markApplied} is one statement in a transaction of its own (a read is two if the response was
 * stored in one of the {@link ResponsePartitions}), on a connection that is given back
 * before the call returns; it neither sees nor disturbs the caller's transaction or entity manager. Serialization failures
 * and deadlocks are tried again, three attempts in all. All time is the database's.
 */
public final class JpaIdempotencyStore
        implements IdempotencyStore, AtomicStore, OperatorStore, CompensationStore, UsageStore, InstanceStore {

    /** What looks at the whole table takes its time; nobody waits for it. */
    private static final Duration LONGEST_MEASUREMENT = Duration.ofMinutes(10);

    static final String RECORD = """
            id, fence, owner, state, applied, format_version, fingerprint_version, fingerprint, status, headers, body,
            response_day, response_day < (now() AT TIME ZONE 'UTC')::date AS response_day_over,
            lease_until <= now() AS lease_lapsed,
            expires_at <= now() AS expired,
            coalesce(result_expires_at <= now(), false) AS result_expired,
            extract(epoch FROM greatest(least(expires_at, result_expires_at), now()) - now())::float8
                AS replayable_for
            """;

    private static final String FIND = "SELECT " + RECORD + "FROM idempotency_record WHERE id = ?";

    private static final String CLAIM = """
            WITH claimed AS (
                INSERT INTO idempotency_record
                    (id, owner, tenant_source, tenant, operation, idempotency_key, fingerprint_version, fingerprint,
                     lease_until, expires_at, result_expires_at,
                     created_at, fence, state, applied, format_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?,
                     now() + ? * interval '1 microsecond',
                     now() + ? * interval '1 microsecond',
                     now() + ? * interval '1 microsecond',
                     now(), 1, 0, false, 1)
                ON CONFLICT (id) DO NOTHING
                RETURNING *
            )
            SELECT true AS claimed, %1$s FROM claimed
            UNION ALL
            SELECT false AS claimed, %1$s FROM idempotency_record WHERE id = ? AND NOT EXISTS (SELECT FROM claimed)
            """.formatted(RECORD);

    /**
     * Claims within the transaction of the handler, where nobody sees the row before the commit. The lock lets a duplicate in
     * flight turn away at once, instead of waiting on the unique index with a connection in its hand. The snapshot is older
     * than the lock, so the read may miss a record that was committed in between; the insert does not.
     */
    static final String CLAIM_ATOMIC = """
            WITH existing AS MATERIALIZED (
                SELECT %1$s FROM idempotency_record WHERE id = ?
            ), lock AS MATERIALIZED (
                SELECT pg_try_advisory_xact_lock(?) AS held WHERE NOT EXISTS (SELECT FROM existing)
            ), claimed AS (
                INSERT INTO idempotency_record
                    (id, owner, tenant_source, tenant, operation, idempotency_key, fingerprint_version, fingerprint,
                     lease_until, expires_at, result_expires_at,
                     created_at, fence, state, applied, format_version)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?,
                     now() + ? * interval '1 microsecond',
                     now() + ? * interval '1 microsecond',
                     now() + ? * interval '1 microsecond',
                     now(), 1, 0, false, 1
                FROM lock WHERE held
                ON CONFLICT (id) DO NOTHING
                RETURNING *
            )
            SELECT lock.held, found.*
            FROM (SELECT) AS always
                LEFT JOIN lock ON true
                LEFT JOIN (SELECT * FROM existing UNION ALL SELECT %1$s FROM claimed) AS found ON true
            """.formatted(RECORD);

    private static final String TAKE_OVER = """
            UPDATE idempotency_record
            SET state = 0, fence = fence + 1, owner = ?, lease_until = clock_timestamp() + ? * interval '1 microsecond'
            WHERE id = ? AND fence = ? AND owner = ? AND state IN (0, 5) AND NOT applied AND lease_until <= now()
            RETURNING id, fence, owner
            """;

    private static final String RELEASE = """
            DELETE FROM idempotency_record
            WHERE id = ? AND fence = ? AND owner = ? AND state = 0 AND NOT applied AND NOT has_steps
            """;

    private static final String LAPSE = """
            UPDATE idempotency_record SET lease_until = now()
            WHERE id = ? AND fence = ? AND owner = ? AND state = 0
            """;

    private static final String MARK_UNCERTAIN = """
            WITH marked AS (
                UPDATE idempotency_record SET state = 2
                WHERE id = ? AND fence = ? AND owner = ? AND state = 0
                RETURNING id, fence, operation, tenant)
            INSERT INTO idempotency_incident (id, record_id, fence, at, event, operation, tenant, actor, reason)
            SELECT gen_random_uuid(), id, fence, clock_timestamp(), 'uncertain', operation, tenant,
                'library', 'its execution ended without a known outcome'
            FROM marked
            """;

    private static final String MARK_APPLIED = """
            UPDATE idempotency_record SET applied = true
            WHERE id = ? AND fence = ? AND owner = ? AND state IN (0, 2)
            """;

    /** A locked row is just being marked or settled: waiting for it could close a circle with the handler's own locks. */
    private static final String RENEW = """
            WITH held AS MATERIALIZED (
                SELECT r.id
                FROM unnest(?::uuid[], ?::bigint[], ?::uuid[]) AS claim (id, fence, owner)
                    JOIN idempotency_record r
                    ON r.id = claim.id AND r.fence = claim.fence AND r.owner = claim.owner AND r.state = 0
            ), free AS MATERIALIZED (
                SELECT r.id
                FROM unnest(?::uuid[], ?::bigint[], ?::uuid[]) AS claim (id, fence, owner)
                    JOIN idempotency_record r
                    ON r.id = claim.id AND r.fence = claim.fence AND r.owner = claim.owner AND r.state = 0
                FOR UPDATE OF r SKIP LOCKED
            ), renewed AS (
                UPDATE idempotency_record r
                SET lease_until = clock_timestamp() + ? * interval '1 microsecond'
                FROM free
                WHERE r.id = free.id
            )
            SELECT id FROM held
            """;

    /** Changes nothing; its commit waits for all commits before it. */
    private static final String CONFIRM = """
            UPDATE idempotency_record SET owner = owner WHERE id = ? AND fence = ? AND owner = ?
            """;

    private static final String REMOVE_EXPIRED = """
            DELETE FROM idempotency_record
            WHERE id = ? AND fence = ? AND owner = ? AND state IN (1, 7) AND expires_at <= now()
            """;

    private final OwnConnection ownConnection;
    private final TransactionConnection transactionConnection;
    private final AtomicTransactions atomicTransactions;
    private final OperatorStatements operatorStatements;
    private final StepStatements stepStatements;
    private final PurgeStatements purgeStatements;
    private final StoredContent content;
    private final UsageStatements usageStatements;
    private final InstanceStatements instanceStatements;
    private final RecordRepository repository;
    private final CompletionStatements completion;
    private final boolean flushResponses;

    /**
     * Creates a store.
     *
     * @param entityManagerFactory the factory of the database that holds the table, made by Spring and with a data source
     * @param transactionManager   the manager of transactions on that database, for execution mode {@code ATOMIC}
     * @param timeout              how long the database may be silent during one statement, more than zero
     * @param flushResponses       whether {@link #complete} waits until the response of an applied effect is on disk too
     * @param codec                packs responses
     */
    public JpaIdempotencyStore(
            EntityManagerFactory entityManagerFactory,
            PlatformTransactionManager transactionManager,
            Duration timeout,
            boolean flushResponses,
            EnvelopeCodec codec) {
        this(entityManagerFactory, transactionManager, timeout, flushResponses, codec, null);
    }

    /**
     * Creates a store that keeps responses in partitions.
     *
     * @param entityManagerFactory the factory of the database that holds the table, made by Spring and with a data source
     * @param transactionManager   the manager of transactions on that database, for execution mode {@code ATOMIC}
     * @param timeout              how long the database may be silent during one statement, more than zero
     * @param flushResponses       whether {@link #complete} waits until the response of an applied effect is on disk too
     * @param codec                packs responses
     * @param partitions           where responses go; null if they stay in their records
     */
    public JpaIdempotencyStore(
            EntityManagerFactory entityManagerFactory,
            PlatformTransactionManager transactionManager,
            Duration timeout,
            boolean flushResponses,
            EnvelopeCodec codec,
            @Nullable ResponsePartitions partitions) {
        if (!(entityManagerFactory instanceof EntityManagerFactoryInfo info) || info.getDataSource() == null) {
            throw new IllegalArgumentException(
                    "The idempotency store needs an EntityManagerFactory that Spring made from a DataSource");
        }
        EntityManagerFactory nativeFactory = info.getNativeEntityManagerFactory();
        this.content = new StoredContent(codec);
        this.completion = new CompletionStatements(content, partitions);
        TimeLimit timeLimit = new TimeLimit(timeout);
        this.ownConnection = new OwnConnection(nativeFactory, timeLimit);
        this.transactionConnection =
                new TransactionConnection(transactionDataSource(transactionManager, info.getDataSource()), timeLimit);
        this.atomicTransactions =
                new AtomicTransactions(transactionManager, transactionConnection, content, completion);
        OwnConnection patient = new OwnConnection(nativeFactory, new TimeLimit(LONGEST_MEASUREMENT));
        this.operatorStatements = new OperatorStatements(ownConnection, patient, content, completion);
        this.stepStatements = new StepStatements(ownConnection, content);
        this.purgeStatements = new PurgeStatements(ownConnection);
        this.usageStatements = new UsageStatements(patient);
        this.instanceStatements = new InstanceStatements(ownConnection);
        this.repository = repository(nativeFactory);
        this.flushResponses = flushResponses;
    }

    private static DataSource transactionDataSource(PlatformTransactionManager manager, DataSource own) {
        DataSource ofManager = DataSources.of(manager);
        return DataSources.bound(ofManager != null && DataSources.areSame(ofManager, own) ? ofManager : own);
    }

    private static RecordRepository repository(EntityManagerFactory factory) {
        JpaRepositoryFactory repositories =
                new JpaRepositoryFactory(SharedEntityManagerCreator.createSharedEntityManager(factory));
        // The thread's class loader may be the servlet container's, which cannot implement a package-private interface.
        repositories.setBeanClassLoader(RecordRepository.class.getClassLoader());
        return repositories.getRepository(RecordRepository.class);
    }

    @Override
    public ClaimAttempt claim(ClaimRequest request) {
        return ownConnection
                .call(
                        "claim a record",
                        connection -> Sql.first(
                                connection,
                                CLAIM,
                                row -> claimAttempt(connection, row),
                                Sql.concat(Sql.values(request), request.key().id())))
                .orElseGet(ClaimAttempt.Elusive::new);
    }

    private ClaimAttempt claimAttempt(Connection connection, ResultSet row) throws SQLException {
        return row.getBoolean("claimed")
                ? new ClaimAttempt.Claimed(Rows.claim(row))
                : new ClaimAttempt.Occupied(Rows.record(connection, row, content));
    }

    @Override
    public Optional<Claim> takeOver(Claim observed, UUID newOwner, Duration lease) {
        return ownConnection.call(
                "take over a record",
                connection -> Sql.first(
                        connection,
                        TAKE_OVER,
                        Rows::claim,
                        newOwner,
                        Sql.micros(lease),
                        observed.id(),
                        observed.fence(),
                        observed.owner()));
    }

    @Override
    public boolean complete(Claim claim, Envelope envelope) {
        return ownConnection.call(
                "store a response",
                flushResponses ? completion.complete(claim, envelope) : completion.completeUnflushed(claim, envelope));
    }

    @Override
    public boolean release(Claim claim) {
        return write("release a record", RELEASE, claim);
    }

    @Override
    public boolean lapse(Claim claim) {
        return write("end a lease", LAPSE, claim);
    }

    @Override
    public boolean markUncertain(Claim claim) {
        return write("mark a record as uncertain", MARK_UNCERTAIN, claim);
    }

    @Override
    public boolean confirm(Claim claim) {
        return write("confirm a record", CONFIRM, claim);
    }

    @Override
    public boolean markApplied(Claim claim) {
        if (!transactionConnection.isAvailable()) {
            return write("mark a record as applied", MARK_APPLIED, claim);
        }
        return markApplied(transactionConnection, claim);
    }

    /** Marks within the current thread's transaction. */
    static boolean markApplied(TransactionConnection connection, Claim claim) {
        try {
            return connection.call(c -> Sql.update(c, MARK_APPLIED, Sql.values(claim)) == 1);
        } catch (SQLException e) {
            throw SqlFailure.unavailable("mark a record as applied", e);
        }
    }

    @Override
    public Set<UUID> renew(Collection<Claim> claims, Duration lease) {
        return claims.isEmpty() ? Set.of() : ownConnection.call("renew leases", c -> renew(c, claims, lease));
    }

    private static Set<UUID> renew(Connection connection, Collection<Claim> claims, Duration lease)
            throws SQLException {
        Array ids =
                connection.createArrayOf("uuid", claims.stream().map(Claim::id).toArray());
        Array fences = connection.createArrayOf(
                "bigint", claims.stream().map(Claim::fence).toArray());
        Array owners = connection.createArrayOf(
                "uuid", claims.stream().map(Claim::owner).toArray());
        try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
            Sql.bind(statement, ids, fences, owners, ids, fences, owners, Sql.micros(lease));
            Set<UUID> renewed = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                LocalCommit.refuse(statement.getWarnings());
                while (rows.next()) {
                    renewed.add(rows.getObject(1, UUID.class));
                }
            }
            return renewed;
        }
    }

    @Override
    public boolean removeExpired(Claim observed) {
        return write("remove an expired record", REMOVE_EXPIRED, observed);
    }

    @Override
    public boolean insertCompleted(ClaimRequest request, Envelope envelope) {
        return ownConnection.call("store a finished record", completion.insert(request, envelope));
    }

    @Override
    public Optional<StoredRecord> find(UUID id) {
        return ownConnection.call(
                "read a record",
                connection -> Sql.first(connection, FIND, row -> Rows.record(connection, row, content), id));
    }

    @Override
    public Purged purge(int limit, @Nullable Instant from) {
        return purgeStatements.purge(limit, from);
    }

    @Override
    public Purged stripResults(int limit, @Nullable Instant from) {
        return purgeStatements.stripResults(limit, from);
    }

    @Override
    public List<RecordCount> countRecords() {
        try {
            return repository.countByOperationAndState().stream()
                    .map(count -> new RecordCount(count.getOperation(), Rows.state(count.getState()), count.getCount()))
                    .toList();
        } catch (DataAccessException | PersistenceException | IllegalStateException e) {
            throw SqlFailure.unavailable("count records", e);
        }
    }

    private boolean write(String action, String sql, Claim claim) {
        return ownConnection.call(action, connection -> Sql.update(connection, sql, Sql.values(claim)) == 1);
    }

    @Override
    public void checkConnection() {
        ownConnection.check();
    }

    @Override
    public Attempt begin(ClaimRequest request, TransactionSettings settings) {
        return atomicTransactions.begin(request, settings);
    }

    @Override
    public boolean beginsWith(Object transactionManager) {
        return atomicTransactions.beginsWith(transactionManager);
    }

    @Override
    public boolean holdTask(String name, UUID runner, Duration lease) {
        return operatorStatements.holdTask(name, runner, lease);
    }

    @Override
    public Page findOpen(@Nullable Cursor after, int limit) {
        return operatorStatements.findOpen(after, limit);
    }

    @Override
    public List<UncertainCount> countUncertain() {
        return operatorStatements.countUncertain();
    }

    @Override
    public List<StorageUse> measureStorage() {
        return operatorStatements.measureStorage();
    }

    @Override
    public List<RecordDetails> findUncertain(int limit) {
        return operatorStatements.findUncertain(limit);
    }

    @Override
    public Optional<RecordDetails> describe(UUID id) {
        return operatorStatements.describe(id);
    }

    @Override
    public List<Incident> findIncidents(UUID id) {
        return operatorStatements.findIncidents(id);
    }

    @Override
    public boolean settle(Claim observed, Intervention intervention) {
        return operatorStatements.settle(observed, intervention);
    }

    @Override
    public int purgeIncidents(Duration retention, int limit) {
        return operatorStatements.purgeIncidents(retention, limit);
    }

    @Override
    public Optional<Duration> measurePurgeLag() {
        return Optional.of(purgeStatements.measureLag());
    }

    @Override
    public boolean keepStep(Claim claim, String name, byte @Nullable [] result) {
        return stepStatements.keepStep(claim, name, result);
    }

    @Override
    public List<StoredStep> findSteps(UUID id) {
        return stepStatements.findSteps(id);
    }

    @Override
    public boolean suspend(Claim claim) {
        return stepStatements.suspend(claim);
    }

    @Override
    public Optional<Claim> beginCompensation(Claim observed, UUID owner, Duration abandonedFor, Duration lease) {
        return stepStatements.beginCompensation(observed, owner, abandonedFor, lease);
    }

    @Override
    public boolean orderCompensation(Claim observed, String actor, String reason) {
        return stepStatements.orderCompensation(observed, actor, reason);
    }

    @Override
    public boolean stepCompensated(Claim claim, String step, Duration lease) {
        return stepStatements.stepCompensated(claim, step, lease);
    }

    @Override
    public boolean postponeCompensation(Claim claim, String reason, Duration firstPause, Duration longestPause) {
        return stepStatements.postponeCompensation(claim, reason, firstPause, longestPause);
    }

    @Override
    public boolean finishCompensation(Claim claim) {
        return stepStatements.finishCompensation(claim);
    }

    @Override
    public boolean giveUpCompensation(Claim claim, String reason) {
        return stepStatements.giveUpCompensation(claim, reason);
    }

    @Override
    public int joinInstances(UUID instance, Duration lease) {
        return instanceStatements.joinInstances(instance, lease);
    }

    @Override
    public void leaveInstances(UUID instance) {
        instanceStatements.leaveInstances(instance);
    }

    @Override
    public void measureUsage() {
        usageStatements.measureUsage();
    }

    @Override
    public Optional<Usage> readUsage() {
        return usageStatements.readUsage();
    }

    @Override
    public String labelOf(Tenant tenant) {
        return usageStatements.labelOf(tenant);
    }
}
