package io.github.idempotency.autoconfigure;

import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.persistence.autoconfigure.EntityScanPackages;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Adds our entity to the list that is in force. A list of our own would take the place of the application's: with
 * {@code @EntityScan} on our side its entities would vanish, and under an {@code @EntityScan} on its side ours would.
 */
final class EntityRegistrar implements ImportBeanDefinitionRegistrar {

    static final String PACKAGE = IdempotencyRecord.class.getPackageName();

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        if (registry.containsBeanDefinition(EntityScanPackages.class.getName())) {
            EntityScanPackages.register(registry, PACKAGE);
        } else {
            AutoConfigurationPackages.register(registry, PACKAGE);
        }
    }
}
