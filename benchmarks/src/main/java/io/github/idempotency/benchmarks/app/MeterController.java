package io.github.idempotency.benchmarks.app;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this process has used up so far. */
@RestController
class MeterController {

    private final HikariDataSource pool;

    MeterController(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * CPU time in nanoseconds, allocated bytes and round trips to the database, before and after the sessions of the pool
     * were made to publish their statistics, which they do once a second at best; and the number of those sessions.
     */
    @GetMapping("/meter")
    String meter() throws SQLException {
        String before = usage();
        int sessions = publishStatistics();
        return before + " " + usage() + " " + sessions;
    }

    private static String usage() {
        return ProcessUsage.cpuNanos() + " " + ProcessUsage.allocatedBytes() + " " + CountingSocketFactory.roundTrips();
    }

    private int publishStatistics() throws SQLException {
        List<Connection> sessions = new ArrayList<>();
        try {
            // One may be held by a request that is kept in flight.
            for (int idle = pool.getHikariPoolMXBean().getIdleConnections(); idle > 0; idle--) {
                sessions.add(pool.getConnection());
            }
            for (Connection session : sessions) {
                try (Statement statement = session.createStatement()) {
                    // Of a table, for a session that has touched none since keeps its count of commits to itself.
                    statement.execute("SELECT pg_stat_force_next_flush() FROM account LIMIT 1");
                }
            }
            return sessions.size();
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }
}
