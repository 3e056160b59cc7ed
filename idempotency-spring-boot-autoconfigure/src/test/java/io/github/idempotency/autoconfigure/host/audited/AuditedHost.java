package io.github.idempotency.autoconfigure.host.audited;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** An application that writes an audit trail in transactions of its own, from a listener of its entities. */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
public class AuditedHost {

    @Bean
    AuditTrail auditTrail(ObjectProvider<PlatformTransactionManager> managers, JdbcTemplate jdbc) {
        return new AuditTrail(managers, jdbc);
    }
}
