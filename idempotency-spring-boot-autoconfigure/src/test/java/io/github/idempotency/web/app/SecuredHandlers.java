package io.github.idempotency.web.app;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import jakarta.annotation.security.RolesAllowed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class SecuredHandlers {

    /** Users whose permission was revoked. */
    public static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();

    public static boolean isPermitted(String user) {
        return !REVOKED.contains(user);
    }

    private static final String PERMITTED =
            "isAuthenticated() and T(io.github.idempotency.web.app.SecuredHandlers).isPermitted(authentication.name)";

    private String run(String what) {
        return what + " " + OrderHandlers.RUNS.incrementAndGet();
    }

    @PostMapping("/admin/by-url")
    @Idempotent("by-url")
    public String byUrl() {
        return run("by-url");
    }

    @PostMapping("/secured/pre-authorize")
    @Idempotent("pre-authorize")
    @PreAuthorize(PERMITTED)
    public String preAuthorize(@RequestBody String body) {
        return run("pre-authorize");
    }

    @PostMapping("/secured/atomic")
    @Idempotent(value = "pre-authorize-atomic", execution = ExecutionMode.ATOMIC)
    @PreAuthorize(PERMITTED)
    public String preAuthorizeAtomic() {
        return run("atomic");
    }

    @PostMapping("/secured/secured")
    @Idempotent("secured")
    @Secured("ROLE_ADMIN")
    public String secured() {
        return run("secured");
    }

    @PostMapping("/secured/roles-allowed")
    @Idempotent("roles-allowed")
    @RolesAllowed("ADMIN")
    public String rolesAllowed() {
        return run("roles-allowed");
    }

    @PostMapping("/secured/denied-inside")
    @Idempotent("denied-inside")
    public String deniedInside() {
        OrderHandlers.RUNS.incrementAndGet();
        throw new AccessDeniedException("by a service");
    }
}
