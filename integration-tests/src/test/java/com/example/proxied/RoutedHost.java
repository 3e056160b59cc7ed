package com.example.proxied;

import com.example.jpa.JpaHost;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Transactions that only read go to a pool of their own, as they would to a replica. */
@Configuration(proxyBeanMethods = false)
@Import(JpaHost.class)
class RoutedHost {

    @Bean
    DataSource dataSource(DataSourceProperties properties) {
        AbstractRoutingDataSource routed = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return TransactionSynchronizationManager.isCurrentTransactionReadOnly() ? "replica" : "primary";
            }
        };
        routed.setTargetDataSources(Map.of("primary", pool(properties), "replica", pool(properties)));
        routed.afterPropertiesSet();
        return new LazyConnectionDataSourceProxy(routed);
    }

    private static DataSource pool(DataSourceProperties properties) {
        HikariDataSource pool = properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        pool.setMaximumPoolSize(4);
        return pool;
    }
}
