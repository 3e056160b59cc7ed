package io.github.idempotency.docs.howto;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.web.TenantResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TenantOfPath {

    // tag::tenant-resolver[]
    @Bean
    TenantResolver tenantOfPath() {
        return request -> Tenant.named(request.getServletPath().split("/")[1]); // /{customer}/payments
    }
    // end::tenant-resolver[]
}
