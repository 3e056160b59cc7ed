package io.github.idempotency.web;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RiskClass;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.PolicyResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/** Finds the operation a handler method stands for, and checks that it can be run as its policy says. */
public final class IdempotentOperations implements OperationCatalog {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final List<String> KNOWN_METHODS =
            Stream.of(RequestMethod.values()).map(Enum::name).toList();
    private static final Set<String> MUTATING_METHODS = KNOWN_METHODS.stream()
            .filter(method -> !SAFE_METHODS.contains(method))
            .collect(Collectors.toUnmodifiableSet());
    private static final int LONGEST_NAME = 200;

    private final PolicyResolver policies;
    private final HandlerReturnTypes returnTypes;
    private final boolean supportsAtomic;
    private final HandlerTransactions transactions;
    private final Map<Handler, Optional<Idempotent>> annotations = new ConcurrentHashMap<>();
    private final Map<Route, Operation> byRoute = new ConcurrentHashMap<>();
    private final Map<String, Named> byName = new ConcurrentHashMap<>();

    /**
     * Creates a catalog.
     *
     * @param policies       resolves policies
     * @param supportsAtomic whether the store can take part in the handler's transaction
     */
    public IdempotentOperations(PolicyResolver policies, boolean supportsAtomic) {
        this(policies, supportsAtomic, HandlerTransactions.NONE);
    }

    /**
     * Creates a catalog.
     *
     * @param policies       resolves policies
     * @param supportsAtomic whether the store can take part in the handler's transaction
     * @param transactions   tells what handlers declare of that transaction
     */
    public IdempotentOperations(PolicyResolver policies, boolean supportsAtomic, HandlerTransactions transactions) {
        this.transactions = transactions;
        this.policies = policies;
        this.returnTypes = new HandlerReturnTypes();
        this.supportsAtomic = supportsAtomic;
    }

    private record Handler(Method method, Class<?> beanType) {

        static Handler of(HandlerMethod handler) {
            return new Handler(handler.getMethod(), handler.getBeanType());
        }

        /** A bean behind a JDK proxy is mapped with the proxy's class, and with a method of an interface. */
        boolean isMethod(Class<?> type, Method other) {
            if (!method.getName().equals(other.getName())) {
                return false;
            }
            return Proxy.isProxyClass(beanType)
                    ? method.getDeclaringClass().isAssignableFrom(type)
                            && method.getParameterCount() == other.getParameterCount()
                    : ClassUtils.getUserClass(beanType) == type
                            && Arrays.equals(method.getParameterTypes(), other.getParameterTypes());
        }
    }

    /** A way to a handler. Its method is one of those that are known, never what a client made up. */
    private record Route(Handler handler, String httpMethod, String pattern) {}

    /** The owner is a {@link Handler}, or one of its own for each handler function. */
    private record Named(Operation operation, Object owner, String description) {}

    static boolean isMutating(String httpMethod) throws HttpRequestMethodNotSupportedException {
        if (!isSafe(httpMethod) && !MUTATING_METHODS.contains(httpMethod)) {
            throw new HttpRequestMethodNotSupportedException(httpMethod, KNOWN_METHODS);
        }
        return !isSafe(httpMethod);
    }

    static boolean isSafe(String httpMethod) {
        return SAFE_METHODS.contains(httpMethod);
    }

    /**
     * Registers what a mapping maps, so that whatever is wrong with an operation shows at start.
     *
     * @throws InvalidPolicyException if a handler cannot be run as its policy says, or not as its annotation promises
     */
    public void register(Map<RequestMappingInfo, HandlerMethod> handlers) {
        Set<Handler> mutating = new HashSet<>();
        handlers.forEach((info, handler) -> {
            for (String httpMethod : mutatingMethods(info)) {
                mutating.add(Handler.of(handler));
                info.getPatternValues().forEach(pattern -> find(handler, httpMethod, pattern));
            }
        });
        handlers.values().forEach(handler -> check(handler, mutating.contains(Handler.of(handler))));
    }

    private void check(HandlerMethod handler, boolean mutates) {
        boolean idempotent = annotation(handler).isPresent();
        if (idempotent && !mutates) {
            throw new InvalidPolicyException(
                    handler.getShortLogMessage()
                            + " is @Idempotent, but its mapping serves safe methods only (GET, HEAD,"
                            + " OPTIONS, TRACE), which change nothing and carry no key.",
                    "Remove @Idempotent, or map the handler to POST, PUT, PATCH or DELETE.");
        }
        if (!idempotent
                && Stream.of(handler.getMethodParameters())
                        .anyMatch(parameter -> parameter.getParameterType() == IdempotentExecution.class)) {
            throw new InvalidPolicyException(
                    handler.getShortLogMessage()
                            + " has an IdempotentExecution parameter, but is not @Idempotent: there is no execution, and"
                            + " each request to it would fail.",
                    "Annotate the handler with @Idempotent, or remove the IdempotentExecution parameter.");
        }
    }

    /** The methods a mapping serves that may change something; all of them if it names none. */
    public static Collection<String> mutatingMethods(RequestMappingInfo info) {
        Set<RequestMethod> declared = info.getMethodsCondition().getMethods();
        Set<RequestMethod> served = declared.isEmpty()
                ? Set.of(RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE)
                : declared;
        return served.stream().map(Enum::name).filter(name -> !isSafe(name)).toList();
    }

    @Override
    public Collection<Operation> operations() {
        return byName.values().stream()
                .map(Named::operation)
                .sorted(Comparator.comparing(Operation::name))
                .toList();
    }

    /** The operations that requests to a handler stand for, as far as they were registered; several if it has several routes. */
    public List<Operation> of(HandlerMethod method) {
        Handler handler = Handler.of(method);
        return byRoute.entrySet().stream()
                .filter(entry -> entry.getKey().handler().equals(handler))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
    }

    /**
     * Whether a method is a handler that was registered.
     *
     * @param beanType the class of the bean, not of its proxy
     */
    public boolean isServed(Class<?> beanType, Method method) {
        return byRoute.keySet().stream().map(Route::handler).anyMatch(handler -> handler.isMethod(beanType, method));
    }

    /**
     * The operation a request to a handler stands for; null if it is none.
     *
     * @throws HttpRequestMethodNotSupportedException if the handler is idempotent and nobody knows the request's method, which
     *     a mapping that names no methods lets pass
     */
    @Nullable
    Operation find(HandlerMethod handler, HttpServletRequest request) throws HttpRequestMethodNotSupportedException {
        String httpMethod = request.getMethod();
        if (isSafe(httpMethod) || annotation(handler).isEmpty()) {
            return null;
        }
        if (!isMutating(httpMethod)) {
            return null;
        }
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return find(handler, httpMethod, pattern == null ? "" : pattern.toString())
                .orElse(null);
    }

    /**
     * The operation that requests with a method to a route of a handler stand for; empty if they are none.
     *
     * @throws InvalidPolicyException if the handler cannot be run as its policy says
     */
    public Optional<Operation> find(HandlerMethod handler, String httpMethod, String pattern) {
        if (!MUTATING_METHODS.contains(httpMethod)) {
            return Optional.empty();
        }
        return annotation(handler).map(annotation -> {
            Route route = new Route(Handler.of(handler), httpMethod, pattern);
            Operation known = byRoute.get(route);
            return known != null ? known : byRoute.computeIfAbsent(route, added -> create(annotation, handler, added));
        });
    }

    private Optional<Idempotent> annotation(HandlerMethod method) {
        Handler handler = Handler.of(method);
        Optional<Idempotent> known = annotations.get(handler);
        return known != null
                ? known
                : annotations.computeIfAbsent(
                        handler,
                        added -> Optional.ofNullable(
                                AnnotatedElementUtils.findMergedAnnotation(added.method(), Idempotent.class)));
    }

    private Operation create(Idempotent annotation, HandlerMethod handler, Route route) {
        String name = annotation.value().isEmpty() ? route.httpMethod() + " " + route.pattern() : annotation.value();
        requireName(name, handler.getShortLogMessage());
        return named(name, annotation, handler);
    }

    private static void requireName(String name, String handler) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new InvalidPolicyException(
                    "The operation name of " + handler + " is blank or longer than " + LONGEST_NAME + " characters.",
                    "Give it a short name, as in @Idempotent(\"create-payment\").");
        }
    }

    private Operation named(String name, Idempotent annotation, HandlerMethod handler) {
        Named named = byName.computeIfAbsent(name, added -> {
            OperationPolicy policy =
                    policies.resolve(name, annotation.risk(), IdempotentAnnotations.overrides(annotation, name));
            Operation operation = new Operation(name, policy.risk(), policy);
            check(operation, handler);
            return new Named(withTransaction(operation, handler), Handler.of(handler), handler.getShortLogMessage());
        });
        if (!named.owner().equals(Handler.of(handler))) {
            throw namedTwice(named, handler.getShortLogMessage());
        }
        return named.operation();
    }

    private static InvalidPolicyException namedTwice(Named named, String other) {
        return new InvalidPolicyException(
                "Two handlers are named operation '" + named.operation().name() + "': " + named.description() + " and "
                        + other + '.',
                "Name each operation once: a key must not meet the records of another handler.");
    }

    /**
     * Registers an operation that a handler function stands for.
     *
     * @throws InvalidPolicyException if there is one of that name, or its policy cannot be kept
     */
    Operation registerFunction(String name, RiskClass risk) {
        requireName(name, "a handler function");
        Object owner = new Object();
        Named named = byName.computeIfAbsent(name, added -> {
            OperationPolicy policy = policies.resolve(name, risk, PolicyOverrides.NONE);
            Operation operation = new Operation(name, policy.risk(), policy);
            checkAtomic(operation);
            return new Named(operation, owner, "a handler function");
        });
        if (named.owner() != owner) {
            throw namedTwice(named, "a handler function");
        }
        return named.operation();
    }

    private Operation withTransaction(Operation operation, HandlerMethod handler) {
        OperationPolicy policy = operation.policy();
        return policy.execution() != ExecutionMode.ATOMIC
                ? operation
                : new Operation(
                        operation.name(),
                        operation.risk(),
                        policy.withTransaction(transactions.settings(operation.name(), handler)));
    }

    private void check(Operation operation, HandlerMethod handler) {
        Class<?> streaming = returnTypes.streamingType(handler);
        if (streaming != null) {
            throw new InvalidPolicyException(
                    "Operation '" + operation.name() + "' (" + handler.getShortLogMessage() + ") returns "
                            + streaming.getSimpleName() + ": a streamed response cannot be stored and replayed.",
                    "Return the whole body, or remove @Idempotent from the handler.");
        }
        if (operation.policy().execution() != ExecutionMode.ATOMIC) {
            return;
        }
        String asynchronous = returnTypes.asynchronous(handler);
        if (asynchronous != null) {
            throw new InvalidPolicyException(
                    "Operation '" + operation.name() + "' (" + handler.getShortLogMessage()
                            + ") has execution ATOMIC and " + asynchronous
                            + ": its transaction belongs to one thread and would end before the handler does.",
                    "Use execution LEASE for this operation, or make the handler synchronous and declare what it returns,"
                            + " as in ResponseEntity<?>.");
        }
        checkAtomic(operation);
    }

    private void checkAtomic(Operation operation) {
        if (operation.policy().execution() == ExecutionMode.ATOMIC && !supportsAtomic) {
            throw new InvalidPolicyException(
                    "Operation '" + operation.name()
                            + "' has execution ATOMIC, but the store cannot take part in a transaction.",
                    "Use execution LEASE for this operation, or idempotency.store.type=jpa.");
        }
    }
}
