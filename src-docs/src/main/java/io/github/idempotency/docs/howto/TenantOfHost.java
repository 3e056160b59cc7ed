package io.github.idempotency.docs.howto;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.web.TenantResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TenantOfHost {

    // tag::tenant-resolver[]
    @Bean
    TenantResolver tenantOfHost() {
        return request -> Tenant.named(request.getServerName());
    }
    // end::tenant-resolver[]
}
