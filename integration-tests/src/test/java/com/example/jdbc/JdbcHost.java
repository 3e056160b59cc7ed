package com.example.jdbc;

import com.example.orders.OrdersController;
import com.example.orders.UnannotatedController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** {@code JdbcTemplate} and Boot's {@code JdbcTransactionManager}; no JPA. */
@SpringBootApplication
@Import({OrdersController.class, UnannotatedController.class})
class JdbcHost {}
