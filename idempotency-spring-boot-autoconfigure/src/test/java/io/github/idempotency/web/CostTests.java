package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.StatementCounter;
import jakarta.servlet.ServletInputStream;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What a request may cost. Statements of each mode are counted by {@link AtomicExecutionTests}. */
class CostTests extends ApplicationTests {

    private static final int REQUESTS = 25;

    /** What else the server does, of which the reconciler's rounds are the most. */
    private static final double BACKGROUND = 0.3;

    @Autowired
    private StatementCounter counter;

    @Autowired
    private FilterRegistrationBean<IdempotencyFilter> filter;

    @Test
    void staysWithinItsBudgetOfTransactionsAndWal() {
        String key = newKey();
        ServerCost bare = costOf("/atomic/bare", CostTests::newKey);
        ServerCost atomic = costOf("/atomic/deposit", CostTests::newKey);
        ServerCost lease = costOf("/atomic/leased", CostTests::newKey);
        ServerCost atomicReplay = costOf("/atomic/deposit", () -> key);
        ServerCost leaseReplay = costOf("/atomic/leased", () -> key);

        assertThat(atomic.transactions() - bare.transactions()).as("ATOMIC").isLessThan(BACKGROUND);
        assertThat(lease.transactions() - bare.transactions()).as("LEASE").isLessThan(2 + BACKGROUND);
        assertThat(atomicReplay.transactions()).as("ATOMIC replay").isLessThan(BACKGROUND);
        assertThat(leaseReplay.transactions()).as("LEASE replay").isLessThan(BACKGROUND);

        assertThat(atomic.walBytes() - bare.walBytes()).as("ATOMIC").isBetween(300.0, 1_100.0);
        assertThat(lease.walBytes() - bare.walBytes()).as("LEASE").isBetween(300.0, 1_300.0);
        assertThat(atomicReplay.walBytes()).as("ATOMIC replay").isLessThan(100);
        assertThat(leaseReplay.walBytes()).as("LEASE replay").isLessThan(100);
    }

    @Test
    void addsNoStatementToUnannotatedEndpoints() {
        counter.reset();
        http.post("/unannotated", "{}", "Idempotency-Key", newKey());

        assertThat(counter.statements()).isEmpty();
        assertThat(counter.commits()).isZero();
    }

    @Test
    void holdsBackNoByteOfUnannotatedEndpoints() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/unannotated") {
            @Override
            public ServletInputStream getInputStream() {
                throw new AssertionError("The body is the handler's to read");
            }
        };
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.getFilter().doFilter(request, response, (sameRequest, wrapped) -> {
            wrapped.getOutputStream().write('x');
            assertThat(response.getContentAsByteArray()).hasSize(1);
            wrapped.flushBuffer();
            assertThat(response.isCommitted()).isTrue();
        });
    }

    private record ServerCost(double transactions, double walBytes) {}

    /** Per request, the least of several batches: a checkpoint in between makes one of them dearer. */
    private ServerCost costOf(String path, Supplier<String> keys) {
        batch(path, keys);
        return Stream.generate(() -> batch(path, keys))
                .limit(3)
                .reduce((one, other) -> new ServerCost(
                        Math.min(one.transactions(), other.transactions()), Math.min(one.walBytes(), other.walBytes())))
                .orElseThrow();
    }

    private ServerCost batch(String path, Supplier<String> keys) {
        long transactions = figure("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
        long walBytes = figure("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
        for (int i = 0; i < REQUESTS; i++) {
            int status = http.post(path + "?account=cost", "{}", "Idempotency-Key", keys.get())
                    .statusCode();
            assertThat(status).isEqualTo(201);
        }
        return new ServerCost(
                (figure("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint") - transactions)
                        / (double) REQUESTS,
                (figure("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint") - walBytes) / (double) REQUESTS);
    }

    private static long figure(String sql) {
        return DATABASE_ITSELF.queryForObject(sql, Long.class);
    }
}
