package io.github.idempotency.starter.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with the library, whose developers test on H2. */
@SpringBootApplication
public class ShopApplication {}
