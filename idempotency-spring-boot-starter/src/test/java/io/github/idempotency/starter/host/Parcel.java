package io.github.idempotency.starter.host;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A business entity. */
@Entity
public class Parcel {

    @Id
    public long id;

    public String address;
}
