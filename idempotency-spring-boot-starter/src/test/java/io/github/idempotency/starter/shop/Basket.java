package io.github.idempotency.starter.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A business entity. */
@Entity
public class Basket {

    @Id
    public long id;

    public String content;
}
