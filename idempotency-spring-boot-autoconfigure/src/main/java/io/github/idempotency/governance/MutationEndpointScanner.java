package io.github.idempotency.governance;

import io.github.idempotency.Idempotent;
import io.github.idempotency.NotIdempotent;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.web.IdempotentOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/** Finds the mutation endpoints of the application, and what was decided about each. */
public final class MutationEndpointScanner {

    private static final List<String> NOT_THE_APPLICATIONS = List.of("org.springframework.boot.", "org.springdoc.");
    private static final String ERROR_CONTROLLER = "org.springframework.boot.webmvc.error.ErrorController";

    private final IdempotentOperations operations;
    private final GovernanceSettings settings;
    private final Exemptions exemptions;
    private final DefaultPolicyResolver builtIn = new DefaultPolicyResolver(Map.of(), Map.of());

    /**
     * Creates a scanner.
     *
     * @param operations finds the operation of a handler
     * @param settings   what the application says about its endpoints
     * @throws InvalidPolicyException if an exemption is no route pattern
     */
    public MutationEndpointScanner(IdempotentOperations operations, GovernanceSettings settings) {
        this.operations = operations;
        this.settings = settings;
        this.exemptions = new Exemptions(settings.exempt());
    }

    /**
     * Takes the inventory.
     *
     * @param handlers what each mapping maps
     * @param routers  the functional routes
     * @throws InvalidPolicyException if an exemption has no reason, or is on a handler that is idempotent
     */
    public MutationEndpointInventory scan(
            Stream<Map<RequestMappingInfo, HandlerMethod>> handlers, Stream<RouterFunction<?>> routers) {
        List<MutationEndpoint> endpoints = new ArrayList<>();
        handlers.forEach(mapping -> mapping.forEach((info, handler) -> {
            if (isTheApplications(handler.getBeanType())) {
                for (String httpMethod : IdempotentOperations.mutatingMethods(info)) {
                    info.getPatternValues().forEach(pattern -> endpoints.add(classify(handler, httpMethod, pattern)));
                }
            }
        }));
        routers.flatMap(FunctionalRoutes::of).map(this::classify).forEach(endpoints::add);
        return new MutationEndpointInventory(
                settings.mode(),
                settings.rollout(),
                endpoints.stream().distinct().toList(),
                exemptions.unused());
    }

    private static boolean isTheApplications(Class<?> controller) {
        return NOT_THE_APPLICATIONS.stream().noneMatch(controller.getName()::startsWith)
                && Stream.of(ClassUtils.getAllInterfacesForClass(controller))
                        .noneMatch(type -> type.getName().equals(ERROR_CONTROLLER));
    }

    private MutationEndpoint classify(HandlerMethod handler, String httpMethod, String pattern) {
        NotIdempotent onMethod = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), NotIdempotent.class);
        NotIdempotent onType = AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), NotIdempotent.class);
        check(handler, onMethod);
        check(handler, onType);
        Optional<Operation> operation = operations.find(handler, httpMethod, pattern);
        if (operation.isEmpty()) {
            NotIdempotent nearest = onMethod == null ? onType : onMethod;
            return unannotated(httpMethod, pattern, name(handler), nearest == null ? null : nearest.value());
        }
        if (onMethod != null) {
            throw new InvalidPolicyException(
                    name(handler) + " is annotated with both @Idempotent and @NotIdempotent.",
                    "Remove one of the annotations.");
        }
        return idempotent(
                httpMethod,
                pattern,
                name(handler),
                operation.get(),
                AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), Idempotent.class));
    }

    private MutationEndpoint classify(FunctionalRoutes.Route route) {
        Operation operation = route.operation();
        return operation == null
                ? unannotated(route.httpMethod(), route.pattern(), route.predicate(), null)
                : idempotent(route.httpMethod(), route.pattern(), route.predicate(), operation, null);
    }

    private MutationEndpoint idempotent(
            String httpMethod, String pattern, String handler, Operation operation, @Nullable Idempotent annotation) {
        return new MutationEndpoint(
                httpMethod,
                pattern,
                handler,
                Classification.IDEMPOTENT,
                null,
                EndpointChecklist.of(operation, justification(annotation, operation), settings));
    }

    private static void check(HandlerMethod handler, @Nullable NotIdempotent annotation) {
        if (annotation != null && !StringUtils.hasText(annotation.value())) {
            throw new InvalidPolicyException(
                    "@NotIdempotent on " + name(handler) + " or its class gives no reason.",
                    "Say why a duplicate does no harm, as in @NotIdempotent(\"a search; changes nothing\").");
        }
    }

    private MutationEndpoint unannotated(
            String httpMethod, String pattern, String handler, @Nullable String reasonOfAnnotation) {
        String reason = exemptions.reason(httpMethod, pattern);
        String nearest = reasonOfAnnotation == null ? reason : reasonOfAnnotation;
        return new MutationEndpoint(
                httpMethod,
                pattern,
                handler,
                nearest == null ? Classification.UNCLASSIFIED : Classification.EXEMPT,
                nearest,
                null);
    }

    private String justification(@Nullable Idempotent annotation, Operation operation) {
        String ofOperation = settings.justifications().get(operation.name());
        if (ofOperation != null) {
            return ofOperation;
        }
        if (annotation != null && StringUtils.hasText(annotation.justification())) {
            return annotation.justification();
        }
        String ofRisk = settings.riskJustifications().get(operation.risk());
        return ofRisk != null
                ? ofRisk
                : EndpointChecklist.derivedJustification(
                        operation.policy(),
                        builtIn.resolve(operation.name(), operation.risk(), PolicyOverrides.NONE)
                                .key());
    }

    private static String name(HandlerMethod handler) {
        return Stream.of(handler.getMethod().getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(
                        ", ",
                        handler.getBeanType().getName()
                                + '#'
                                + handler.getMethod().getName()
                                + '(',
                        ")"));
    }
}
