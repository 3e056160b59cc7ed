package com.example.proxied;

import com.example.jpa.JpaHost;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/** The transaction manager hides in another one, which cannot be looked through. */
@Configuration(proxyBeanMethods = false)
@Import(JpaHost.class)
class OpaqueManagerHost {

    @Bean
    static BeanPostProcessor hiding() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof PlatformTransactionManager manager ? new Hiding(manager) : bean;
            }
        };
    }

    private static final class Hiding implements PlatformTransactionManager {

        private final PlatformTransactionManager hidden;

        Hiding(PlatformTransactionManager hidden) {
            this.hidden = hidden;
        }

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            return hidden.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            hidden.commit(status);
        }

        @Override
        public void rollback(TransactionStatus status) {
            hidden.rollback(status);
        }
    }
}
