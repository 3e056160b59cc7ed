package io.github.idempotency.autoconfigure.host.other;

import io.github.idempotency.autoconfigure.host.own.Parcel;
import io.github.idempotency.autoconfigure.host.own.ParcelRepository;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** An application that says itself where its entities and repositories are: in another package. */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
@EntityScan(basePackageClasses = Parcel.class)
@EnableJpaRepositories(basePackageClasses = ParcelRepository.class)
public class ScanningHost {}
