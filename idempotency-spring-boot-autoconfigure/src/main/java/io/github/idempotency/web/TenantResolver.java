package io.github.idempotency.web;

import io.github.idempotency.core.Tenant;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells whose keys a request uses. A bean of this type replaces the configured source. It is asked after authentication, and
 * has to give the same tenant for every retry of a request, also with a renewed access token.
 */
@FunctionalInterface
public interface TenantResolver {

    /** The tenant of a request; {@link Tenant#anonymous()} if there is none. */
    Tenant resolveTenant(HttpServletRequest request);
}
