package io.github.idempotency.autoconfigure.host.own;

import org.springframework.data.jpa.repository.JpaRepository;

/** A repository of an application. */
public interface ParcelRepository extends JpaRepository<Parcel, Long> {}
