package com.example.jpa;

import com.example.orders.AtomicOrdersController;
import com.example.orders.OrdersController;
import com.example.orders.UnannotatedController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Spring MVC, Spring Data JPA, and nothing out of the ordinary. */
@SpringBootApplication
@Import({AtomicOrdersController.class, OrdersController.class, UnannotatedController.class})
public class JpaHost {}
