package io.github.idempotency.web.security;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.Tenant.Source;
import io.github.idempotency.web.TenantResolver;
import io.github.idempotency.web.TenantResolvers;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/** Takes the tenant from a claim of the access token; the principal stands in where the token does not carry the claim. */
public final class ClaimTenantResolver implements TenantResolver {

    private final String claim;

    /**
     * Creates a resolver.
     *
     * @param claim name of the claim
     */
    public ClaimTenantResolver(String claim) {
        this.claim = claim;
    }

    @Override
    public Tenant resolveTenant(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        if (principal instanceof AbstractOAuth2TokenAuthenticationToken<?> token) {
            Object value = token.getTokenAttributes().get(claim);
            if (value != null && !value.toString().isEmpty()) {
                return new Tenant(Source.CLAIM, value.toString());
            }
        }
        return TenantResolvers.ofPrincipal(principal);
    }
}
