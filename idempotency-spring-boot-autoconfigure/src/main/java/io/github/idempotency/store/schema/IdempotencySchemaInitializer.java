package io.github.idempotency.store.schema;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.ClassUtils;

/**
 * Creates and upgrades the store's table when the application starts, after the application's own migrations and before its
 * entity manager factories. Neither a Flyway bean nor one of Boot's initializers, so that those of the application stay as
 * they are.
 */
public final class IdempotencySchemaInitializer implements InitializingBean, BeanClassLoaderAware {

    private final DataSource dataSource;
    private @Nullable ClassLoader classLoader;

    /** Creates an initializer for the database behind a data source, in the default schema of its connections. */
    public IdempotencySchemaInitializer(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    @Override
    public void afterPropertiesSet() {
        if (!ClassUtils.isPresent("org.flywaydb.core.Flyway", classLoader)) {
            throw new StoreSetupException(
                    "The tables of the idempotency store are to be created with Flyway (idempotency.store.schema=migrate, the default), but Flyway is not on the class path.",
                    "Add org.flywaydb:flyway-core and org.flywaydb:flyway-database-postgresql, which idempotency-spring-boot-starter brings. Or apply the scripts in classpath:%s by your own means and set idempotency.store.schema=validate."
                            .formatted(SchemaScripts.LOCATION),
                    null);
        }
        requirePostgreSql();
        FlywayMigration.run(dataSource, classLoader);
    }

    private void requirePostgreSql() {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                throw new StoreSetupException(
                        "The idempotency store works on PostgreSQL, but its data source leads to " + product + '.',
                        "Point the data source at PostgreSQL; with several, annotate the right DataSource, EntityManagerFactory and PlatformTransactionManager with @IdempotencyPersistence. For development and tests set idempotency.store.type=memory, or annotate the test with @InMemoryIdempotency from idempotency-spring-boot-test: records are then kept in the memory of the process and are lost with it. Or provide an IdempotencyStore bean of your own.",
                        null);
            }
        } catch (SQLException e) {
            throw new StoreSetupException(
                    "The idempotency store cannot connect to its database: " + e.getMessage(),
                    "Check that the database is up and that the settings of the data source are right.",
                    e);
        }
    }
}
