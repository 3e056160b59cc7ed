package com.example.twodatabases;

import com.example.orders.AtomicOrdersController;
import com.example.orders.OrdersController;
import com.example.orders.UnannotatedController;
import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.autoconfigure.IdempotencyPersistence;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** Boot's own database, and beside it one for orders, which holds the records as well. */
@SpringBootApplication
@Import({OrdersController.class, AtomicOrdersController.class, UnannotatedController.class})
class TwoDatabasesHost {

    @Bean(defaultCandidate = false)
    @IdempotencyPersistence
    @ConfigurationProperties("shop.orders")
    HikariDataSource ordersDataSource() {
        return new HikariDataSource();
    }

    @Bean(defaultCandidate = false)
    @IdempotencyPersistence
    LocalContainerEntityManagerFactoryBean ordersEntityManagerFactory(@IdempotencyPersistence HikariDataSource orders) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(orders);
        factory.setPersistenceUnitName("orders");
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan("io.github.idempotency.store.jpa.entity");
        return factory;
    }

    @Bean(defaultCandidate = false)
    @IdempotencyPersistence
    JpaTransactionManager ordersTransactionManager(@IdempotencyPersistence EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }
}
