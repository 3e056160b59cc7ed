package io.github.idempotency.store.jpa;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/** Looks through what stands in front of a data source. */
public final class DataSources {

    private DataSources() {}

    /**
     * The data source of a manager's transactions, under which their connection is bound to the thread.
     *
     * @return null if the manager does not tell, or works on something else
     */
    public static @Nullable DataSource of(PlatformTransactionManager manager) {
        if (manager instanceof JpaTransactionManager jpa) {
            return jpa.getDataSource();
        }
        return manager instanceof ResourceTransactionManager other
                        && other.getResourceFactory() instanceof DataSource dataSource
                ? dataSource
                : null;
    }

    /** Whether two data sources give connections of one pool, whatever decorates either. */
    public static boolean areSame(DataSource one, DataSource other) {
        DataSource first = undecorated(one);
        DataSource second = undecorated(other);
        return first == second
                || !isRouted(first) && !isRouted(second) && (wraps(first, second) || wraps(second, first));
    }

    /** Whether the database that a data source leads to is chosen anew for each connection. */
    public static boolean isRouted(DataSource dataSource) {
        DataSource undecorated = undecorated(dataSource);
        return undecorated instanceof AbstractRoutingDataSource
                || unwrapped(undecorated, AbstractRoutingDataSource.class) != null;
    }

    /** The data source under which Spring's transaction managers bind the connections of a data source. */
    static DataSource bound(DataSource dataSource) {
        DataSource target =
                dataSource instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : null;
        return target == null ? dataSource : target;
    }

    private static DataSource undecorated(DataSource dataSource) {
        DataSource current = dataSource;
        while (current instanceof DelegatingDataSource delegating) {
            DataSource target = delegating.getTargetDataSource();
            if (target == null) {
                return current;
            }
            current = target;
        }
        return current;
    }

    private static boolean wraps(DataSource wrapper, DataSource target) {
        return unwrapped(wrapper, target.getClass()) == target;
    }

    private static @Nullable Object unwrapped(DataSource wrapper, Class<?> type) {
        try {
            return wrapper.isWrapperFor(type) ? wrapper.unwrap(type) : null;
        } catch (SQLException | RuntimeException e) { // it does not know how to unwrap
            return null;
        }
    }
}
