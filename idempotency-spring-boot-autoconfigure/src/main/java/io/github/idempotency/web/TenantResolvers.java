package io.github.idempotency.web;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.Tenant.Source;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** The resolvers that can be chosen by {@code idempotency.tenant.source} without Spring Security. */
public final class TenantResolvers {

    private TenantResolvers() {}

    /** The name of the authenticated principal, however it was authenticated; anonymous without one. */
    public static TenantResolver principal() {
        return request -> ofPrincipal(request.getUserPrincipal());
    }

    /**
     * A request header, which a gateway has to set or remove.
     *
     * @param header      name of the header
     * @param defaultName tenant where the header is absent or blank; null for anonymous
     */
    public static TenantResolver header(String header, @Nullable String defaultName) {
        return request -> {
            String name = request.getHeader(header);
            String tenant = StringUtils.hasText(name) ? name : defaultName;
            return tenant == null ? Tenant.anonymous() : new Tenant(Source.HEADER, tenant);
        };
    }

    /** One namespace for all callers. */
    public static TenantResolver none() {
        return request -> Tenant.anonymous();
    }

    /**
     * Has the host that a request is for be part of its tenant: {@code shop.example/alice}, or the host alone for anonymous
     * callers. Behind a {@code ForwardedHeaderFilter} it is the forwarded one. A host has no slash, so that no name of a tenant
     * can stand for another host.
     *
     * @param tenants tells the tenant within a host
     */
    public static TenantResolver withHost(TenantResolver tenants) {
        return request -> {
            Tenant tenant = tenants.resolveTenant(request);
            String host = HostNames.of(request);
            return tenant.source() == Source.ANONYMOUS
                    ? new Tenant(Source.HOST, host)
                    : new Tenant(tenant.source(), host + '/' + tenant.name());
        };
    }

    /** The tenant of a principal, however it was authenticated. */
    public static Tenant ofPrincipal(@Nullable Principal principal) {
        return principal == null || !StringUtils.hasLength(principal.getName())
                ? Tenant.anonymous()
                : new Tenant(Source.PRINCIPAL, principal.getName());
    }
}
