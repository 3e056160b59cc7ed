package io.github.idempotency.autoconfigure.host.own;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An entity of an application, in its own package. */
@Entity
@Table(name = "parcel")
public class Parcel {

    @Id
    private long id;

    protected Parcel() {}

    public Parcel(long id) {
        this.id = id;
    }
}
