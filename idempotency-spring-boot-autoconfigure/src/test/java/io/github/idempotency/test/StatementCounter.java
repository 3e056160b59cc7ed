package io.github.idempotency.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Counts what goes to the database through a data source: executed statements, commits and rollbacks. What the library does
 * in the background is left out.
 */
public final class StatementCounter {

    /** Threads of the library that work on their own, whatever a test does. */
    private static final Set<String> BACKGROUND = Set.of(
            "idempotency-purge",
            "idempotency-purge-watch",
            "idempotency-incident-purge",
            "idempotency-response-partitions",
            "idempotency-reconcile",
            "idempotency-gauges",
            "idempotency-record-gauges",
            "idempotency-statistics",
            "idempotency-statistics-keeper");

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicBoolean losesNextAnswer = new AtomicBoolean();

    /** The data source to be used in place of the given one. */
    public DataSource around(DataSource dataSource) {
        return proxy(DataSource.class, dataSource, "");
    }

    /** Forgets what was counted. */
    public void reset() {
        events.clear();
    }

    /** SQL of the executed statements, in their order. */
    public List<String> statements() {
        return events.stream()
                .filter(event -> !event.equals("commit") && !event.equals("rollback"))
                .toList();
    }

    /** How many times {@code commit()} was called; statements in auto-commit are not among them. */
    public long commits() {
        return events.stream().filter("commit"::equals).count();
    }

    /** Has the next commit take place and its answer get lost, as if the connection died. */
    public void loseAnswerOfNextCommit() {
        losesNextAnswer.set(true);
    }

    private <T> T proxy(Class<T> type, Object target, String sql) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            String name = method.getName();
            if (target instanceof Connection && (name.equals("commit") || name.equals("rollback"))) {
                count(name);
            }
            if (target instanceof Statement && name.startsWith("execute")) {
                count(args != null && args.length > 0 && args[0] instanceof String text ? text : sql);
            }
            try {
                Object result = method.invoke(target, args);
                if (target instanceof Connection && name.equals("commit") && losesNextAnswer.getAndSet(false)) {
                    throw new SQLException("An I/O error occurred while sending to the backend.", "08006");
                }
                return wrap(result, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private void count(String event) {
        if (!BACKGROUND.contains(Thread.currentThread().getName())) {
            events.add(event);
        }
    }

    private Object wrap(Object result, Object[] args) {
        String sql = Stream.ofNullable(args)
                .flatMap(Stream::of)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse("");
        if (result instanceof Connection) {
            return proxy(Connection.class, result, "");
        }
        if (result instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, result, sql);
        }
        return result instanceof Statement ? proxy(Statement.class, result, "") : result;
    }
}
