package io.github.idempotency.docs.howto;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.autoconfigure.IdempotencyPersistence;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

// tag::second-database[]
@Configuration(proxyBeanMethods = false)
class SecondDatabase {

    @Bean(defaultCandidate = false)
    @IdempotencyPersistence
    @ConfigurationProperties("payments.datasource")
    HikariDataSource paymentsDataSource() {
        return new HikariDataSource();
    }

    @Bean(defaultCandidate = false)
    @IdempotencyPersistence
    LocalContainerEntityManagerFactoryBean paymentsFactory(@IdempotencyPersistence HikariDataSource dataSource) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(dataSource);
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan("com.example.payments", "io.github.idempotency.store.jpa.entity");
        return factory;
    }

    @Bean(defaultCandidate = false)
    @IdempotencyPersistence
    PlatformTransactionManager paymentsTransactions(@IdempotencyPersistence EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }
}
// end::second-database[]
