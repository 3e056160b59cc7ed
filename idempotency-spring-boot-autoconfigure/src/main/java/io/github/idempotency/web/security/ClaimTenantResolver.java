package io.github.idempotency.web.security;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.Tenant.Source;
import io.github.idempotency.web.TenantRefusedException;
import io.github.idempotency.web.TenantResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Map;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/**
 * Takes the tenant from a claim of the access token; the principal stands in where the token does not carry the claim. A claim
 * that is a list or an object is refused: whom of several the request is for is not said, and the order may be another with the
 * next token.
 */
public final class ClaimTenantResolver implements TenantResolver {

    private final String claim;
    private final TenantResolver principals;

    /**
     * Creates a resolver.
     *
     * @param claim      name of the claim
     * @param principals tells the tenant where there is no claim
     */
    public ClaimTenantResolver(String claim, TenantResolver principals) {
        this.claim = claim;
        this.principals = principals;
    }

    @Override
    public Tenant resolveTenant(HttpServletRequest request) {
        if (request.getUserPrincipal() instanceof AbstractOAuth2TokenAuthenticationToken<?> token) {
            Object value = token.getTokenAttributes().get(claim);
            if (value instanceof Collection<?> || value instanceof Map<?, ?> || value instanceof Object[]) {
                throw new TenantRefusedException(
                        "The claim '" + claim + "' of the access token has to be a single value to tell the tenant.");
            }
            if (value != null && !value.toString().isEmpty()) {
                return new Tenant(Source.CLAIM, value.toString());
            }
        }
        return principals.resolveTenant(request);
    }
}
