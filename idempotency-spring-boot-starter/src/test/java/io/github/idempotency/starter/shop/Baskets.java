package io.github.idempotency.starter.shop;

import org.springframework.data.jpa.repository.JpaRepository;

interface Baskets extends JpaRepository<Basket, Long> {}
