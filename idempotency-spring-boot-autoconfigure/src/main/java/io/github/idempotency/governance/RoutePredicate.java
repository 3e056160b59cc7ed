package io.github.idempotency.governance;

import java.util.HashSet;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;

/** What can be seen of the method and path that a route asks for; what it excludes, and what is one of several ways to match, is not looked at. */
final class RoutePredicate implements RequestPredicates.Visitor {

    private final Set<HttpMethod> methods = new HashSet<>();
    private final StringBuilder path = new StringBuilder();
    private int unclear;

    void add(RequestPredicate predicate) {
        predicate.accept(this);
    }

    /** The methods that are asked for; empty if any will do. */
    Set<HttpMethod> methods() {
        return methods;
    }

    /** The pattern; {@code /**} if any path will do. */
    String path() {
        return path.isEmpty() ? "/**" : path.toString();
    }

    @Override
    public void method(Set<HttpMethod> asked) {
        if (unclear == 0) {
            methods.addAll(asked);
        }
    }

    @Override
    public void path(String pattern) {
        if (unclear == 0) {
            path.append(pattern);
        }
    }

    /** Not declared as overriding, for Spring is going to remove it. */
    @SuppressWarnings("removal")
    public void pathExtension(String extension) {}

    @Override
    public void header(String name, String value) {}

    @Override
    public void param(String name, String value) {}

    @Override
    public void version(String version) {}

    @Override
    public void startAnd() {}

    @Override
    public void and() {}

    @Override
    public void endAnd() {}

    @Override
    public void startOr() {
        unclear++;
    }

    @Override
    public void or() {}

    @Override
    public void endOr() {
        unclear--;
    }

    @Override
    public void startNegate() {
        unclear++;
    }

    @Override
    public void endNegate() {
        unclear--;
    }

    @Override
    public void unknown(RequestPredicate predicate) {}
}
