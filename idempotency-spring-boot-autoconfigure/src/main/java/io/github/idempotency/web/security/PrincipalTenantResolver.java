package io.github.idempotency.web.security;

import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.Tenant.Source;
import io.github.idempotency.web.TenantResolver;
import io.github.idempotency.web.TenantResolvers;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Takes the tenant from the principal and from how it was authenticated: a user {@code alice} of the application's own and the
 * subject {@code alice} of an access token are two tenants, and so are equal subjects of two issuers.
 */
public final class PrincipalTenantResolver implements TenantResolver {

    private static final boolean TOKENS = ClassUtils.isPresent(
            "org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
            PrincipalTenantResolver.class.getClassLoader());

    @Override
    public Tenant resolveTenant(HttpServletRequest request) {
        return ofPrincipal(request.getUserPrincipal());
    }

    static Tenant ofPrincipal(@Nullable Principal principal) {
        if (!(principal instanceof Authentication authentication)
                || !StringUtils.hasLength(principal.getName())
                || isByPassword(authentication)) {
            return TenantResolvers.ofPrincipal(principal);
        }
        return TOKENS && BearerTokens.isOne(authentication)
                ? new Tenant(Source.TOKEN, BearerTokens.name(authentication))
                : new Tenant(Source.MECHANISM, mechanism(authentication) + '/' + authentication.getName());
    }

    /** Remembered users are those who once gave their password: a retry may come after their session has ended. */
    private static boolean isByPassword(Authentication authentication) {
        return authentication instanceof UsernamePasswordAuthenticationToken
                || authentication instanceof RememberMeAuthenticationToken;
    }

    /** The type of the authentication; for a login at an identity provider also which one. */
    private static String mechanism(Authentication authentication) {
        String type = ClassUtils.getShortName(authentication.getClass());
        // Of OAuth2AuthenticationToken, which is in a module of its own.
        Method method = ReflectionUtils.findMethod(authentication.getClass(), "getAuthorizedClientRegistrationId");
        Object registration = method == null ? null : ReflectionUtils.invokeMethod(method, authentication);
        return registration == null ? type : type + '/' + registration;
    }

    /** Used where resource servers are on the class path. */
    private static final class BearerTokens {

        static boolean isOne(Authentication authentication) {
            return authentication instanceof AbstractOAuth2TokenAuthenticationToken<?>;
        }

        static String name(Authentication authentication) {
            Object issuer = ((AbstractOAuth2TokenAuthenticationToken<?>) authentication)
                    .getTokenAttributes()
                    .get("iss");
            // An issuer is a URL, which has no space.
            return issuer == null
                    ? authentication.getName()
                    : issuer.toString().replace(" ", "%20") + ' ' + authentication.getName();
        }
    }
}
