package io.github.idempotency.governance;

import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.web.IdempotentRoutes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;

/** The functional routes of the application that may change something. A route whose method cannot be seen is one of them. */
final class FunctionalRoutes implements RouterFunctions.Visitor {

    private static final String ANY = "ANY";
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final Deque<RequestPredicate> around = new ArrayDeque<>();
    private final List<Route> routes = new ArrayList<>();

    private FunctionalRoutes() {}

    /** A functional route under one method. */
    record Route(
            String httpMethod,
            String pattern,
            String predicate,
            @Nullable Operation operation) {}

    static Stream<Route> of(RouterFunction<?> router) {
        FunctionalRoutes visitor = new FunctionalRoutes();
        router.accept(visitor);
        return visitor.routes.stream();
    }

    @Override
    public void startNested(RequestPredicate predicate) {
        around.addLast(predicate);
    }

    @Override
    public void endNested(RequestPredicate predicate) {
        around.removeLast();
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
        List<RequestPredicate> predicates =
                Stream.concat(around.stream(), Stream.of(predicate)).toList();
        RoutePredicate seen = new RoutePredicate();
        predicates.forEach(seen::add);
        String text = "route " + predicates.stream().map(Object::toString).collect(Collectors.joining(" && "));
        Operation operation = IdempotentRoutes.operationOf(handler).orElse(null);
        if (operation != null && !seen.methods().isEmpty() && SAFE.containsAll(seen.methods())) {
            throw new InvalidPolicyException(
                    "Operation '" + operation.name() + "' (" + text
                            + ") serves safe methods only, which change nothing and carry no key.",
                    "Use the handler function without IdempotentRoutes, or route POST, PUT, PATCH or DELETE to it.");
        }
        if (seen.methods().isEmpty()) {
            routes.add(new Route(ANY, seen.path(), text, operation));
        }
        for (HttpMethod method : new TreeSet<>(seen.methods())) {
            if (!SAFE.contains(method)) {
                routes.add(new Route(method.name(), seen.path(), text, operation));
            }
        }
    }

    /** Static resources are read, not changed. */
    @Override
    public void resources(Function<ServerRequest, Optional<Resource>> lookup) {}

    @Override
    public void attributes(Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> router) {
        routes.add(new Route(ANY, "/**", "router " + router.getClass().getName(), null));
    }
}
