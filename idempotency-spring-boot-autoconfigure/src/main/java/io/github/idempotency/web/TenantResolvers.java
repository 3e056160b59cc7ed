package io.github.idempotency.web;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.Tenant.Source;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** The resolvers that can be chosen by {@code idempotency.tenant.source}, but for token claims. */
public final class TenantResolvers {

    private TenantResolvers() {}

    /** The name of the authenticated principal; anonymous without one. */
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

    /** The tenant of a principal. */
    public static Tenant ofPrincipal(@Nullable Principal principal) {
        return principal == null || !StringUtils.hasLength(principal.getName())
                ? Tenant.anonymous()
                : new Tenant(Source.PRINCIPAL, principal.getName());
    }
}
