package com.example.jetty;

import com.example.jpa.JpaHost;
import com.example.orders.AtomicOrdersController;
import com.example.orders.OrdersController;
import com.example.orders.UnannotatedController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** Jetty in place of Tomcat, with filters that hold responses back. */
@SpringBootApplication(scanBasePackageClasses = {JettyHost.class, JpaHost.class})
@EntityScan(basePackageClasses = JpaHost.class)
@EnableJpaRepositories(basePackageClasses = JpaHost.class)
@Import({AtomicOrdersController.class, OrdersController.class, UnannotatedController.class})
public class JettyHost {}
