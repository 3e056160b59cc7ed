package com.example.proxied;

import com.example.jpa.JpaHost;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The {@code DataSource} bean is a {@code TransactionAwareDataSourceProxy}, for JDBC code that knows nothing of Spring. */
@Configuration(proxyBeanMethods = false)
@Import(JpaHost.class)
class TransactionAwareHost {

    @Bean
    DataSource dataSource(DataSourceProperties properties) {
        HikariDataSource pool = properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        pool.setMaximumPoolSize(4);
        return new TransactionAwareDataSourceProxy(pool);
    }
}
