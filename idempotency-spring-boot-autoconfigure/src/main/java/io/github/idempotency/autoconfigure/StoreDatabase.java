package io.github.idempotency.autoconfigure;

import io.github.idempotency.store.jpa.DataSources;
import io.github.idempotency.store.schema.StoreSetupException;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/** Holds the store to one database: its own threads and its background work know nothing of what chooses among several. */
final class StoreDatabase {

    private static final String ACCEPTED = "idempotency.store.accept-routed-data-source";

    private static final String ACTION =
            "Keep the records in one fixed database: annotate its DataSource, EntityManagerFactory and PlatformTransactionManager with @IdempotencyPersistence. If whatever routes sends threads without a request, transaction or tenant to the primary of one database, as a split of reads and writes does, set "
                    + ACCEPTED + ": true.";

    private static final List<String> MULTI_TENANCY =
            List.of("hibernate.multi_tenant_connection_provider", "hibernate.multi_tenant.schema_mapper");

    private StoreDatabase() {}

    /** The data source of a factory, which leads to one database. */
    static DataSource of(EntityManagerFactory factory, IdempotencyProperties properties) {
        DataSource dataSource = factory instanceof EntityManagerFactoryInfo info ? info.getDataSource() : null;
        if (dataSource == null) {
            throw new StoreSetupException(
                    "The EntityManagerFactory of the idempotency store has no DataSource.",
                    "Build it with a LocalContainerEntityManagerFactoryBean that is given a DataSource.",
                    null);
        }
        Map<String, Object> settings = factory.getProperties();
        MULTI_TENANCY.stream()
                .filter(name -> settings.get(name) != null)
                .filter(name -> !properties.store().acceptRoutedDataSource())
                .findFirst()
                .ifPresent(name -> {
                    throw new StoreSetupException(
                            "The EntityManagerFactory of the idempotency store chooses database or schema by tenant ("
                                    + name
                                    + "). The store works on threads that have no tenant, and its purge would see one of them only.",
                            ACTION,
                            null);
                });
        return requireFixed(dataSource, properties);
    }

    /** A data source, unless it chooses the database anew for each connection. */
    static DataSource requireFixed(DataSource dataSource, IdempotencyProperties properties) {
        if (!properties.store().acceptRoutedDataSource() && DataSources.isRouted(dataSource)) {
            throw new StoreSetupException(
                    "The DataSource of the idempotency store chooses the database for each connection ("
                            + dataSource.getClass().getName()
                            + " is or wraps an AbstractRoutingDataSource). The store works on threads of its own, which that choice does not reach, and its purge would see one database only.",
                    ACTION,
                    null);
        }
        return dataSource;
    }

    /** Whether two factories are the same, whatever proxies are in front. */
    static boolean isSame(EntityManagerFactory one, EntityManagerFactory other) {
        return one == other
                || one instanceof EntityManagerFactoryInfo first
                        && other instanceof EntityManagerFactoryInfo second
                        && Objects.equals(
                                first.getNativeEntityManagerFactory(), second.getNativeEntityManagerFactory());
    }
}
