package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.idempotency.Idempotent;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.NotIdempotent;
import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.IdempotencyDescriptor;
import io.github.idempotency.actuate.IdempotencyEndpoint;
import io.github.idempotency.governance.Classification;
import io.github.idempotency.governance.EndpointChecklist;
import io.github.idempotency.governance.GovernanceCheck;
import io.github.idempotency.governance.MutationEndpoint;
import io.github.idempotency.governance.MutationEndpointInventory;
import io.github.idempotency.governance.OperationTrends;
import io.github.idempotency.governance.OperationTrends.Trend;
import io.github.idempotency.governance.UnclassifiedEndpointsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

class GovernanceAutoConfigurationTests {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    ErrorMvcAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyAutoConfiguration.class,
                    IdempotencyWebMvcAutoConfiguration.class,
                    IdempotencyGovernanceAutoConfiguration.class,
                    IdempotencyActuatorAutoConfiguration.class))
            .withPropertyValues("idempotency.store.type=memory");

    @Test
    void doesNotStartWithAForgottenPostMappingAndNamesIt() {
        runner.withPropertyValues("idempotency.governance=fail")
                .withUserConfiguration(Orders.class, Parcels.class)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(context.getStartupFailure())
                            .isInstanceOf(UnclassifiedEndpointsException.class)
                            .hasMessageContaining("POST /parcels");
                    assertThat(StartUpAnalysis.of(context.getStartupFailure()))
                            .contains("POST /parcels: " + Parcels.class.getName() + "#send(String)")
                            .contains("@Idempotent", "@NotIdempotent(\"<reason>\")")
                            .contains("idempotency.exempt.[POST /parcels]=<reason>")
                            .doesNotContain("/orders", "GET", "/error");
                });
    }

    @Test
    void startsOnceTheForgottenOneIsExempt() {
        runner.withPropertyValues(
                        "idempotency.governance=fail", "idempotency.exempt.[POST /parcels/**]=the courier deduplicates")
                .withUserConfiguration(Orders.class, Parcels.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(endpoint(context.getBean(MutationEndpointInventory.class), "POST /parcels")
                                    .exemption())
                            .isEqualTo("the courier deduplicates");
                });
    }

    @Test
    void namesTheForgottenOneInOneLineOfTheLogByDefault() {
        assertThat(logged(runner.withUserConfiguration(Orders.class, Parcels.class)))
                .singleElement()
                .asString()
                .contains("1 of 5 mutation endpoints", "POST /parcels")
                .doesNotContain("/orders");
    }

    @Test
    void saysNothingWhereItIsOffOrEverythingIsClassified() {
        assertThat(logged(
                        runner.withPropertyValues("idempotency.governance=off").withUserConfiguration(Parcels.class)))
                .isEmpty();
        assertThat(logged(runner.withUserConfiguration(Orders.class))).isEmpty();
    }

    private static List<String> logged(WebApplicationContextRunner runner) {
        Logger logger = Logger.getLogger(GovernanceCheck.class.getName());
        try (RecordingHandler handler = new RecordingHandler()) {
            logger.setLevel(Level.INFO);
            logger.addHandler(handler);
            runner.run(context -> assertThat(context).hasNotFailed());
            logger.removeHandler(handler);
            return handler.messages;
        }
    }

    private static final class RecordingHandler extends Handler implements AutoCloseable {

        private final List<String> messages = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            messages.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void understandsOffAsYamlDoes() {
        runner.withPropertyValues("idempotency.governance=false")
                .withUserConfiguration(Parcels.class)
                .run(context -> assertThat(
                                context.getBean(MutationEndpointInventory.class).mode())
                        .hasToString("OFF"));
    }

    @Test
    void failsABuildAsItWouldFailTheStart() {
        runner.withUserConfiguration(Orders.class, Parcels.class).run(context -> {
            MutationEndpointInventory inventory = context.getBean(MutationEndpointInventory.class);
            assertThatThrownBy(inventory::assertClassified)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("POST /parcels - " + Parcels.class.getName() + "#send(String)");
        });
        inventory(MutationEndpointInventory::assertClassified, Orders.class);
    }

    @Test
    void answersTheChecklistOfAnIdempotentEndpoint() {
        inventory(
                inventory -> {
                    EndpointChecklist order = checklist(inventory, "POST /orders");
                    assertThat(order.operation()).isEqualTo("create-order");
                    assertThat(order.risk()).isEqualTo("critical");
                    assertThat(order.key()).isEqualTo("required");
                    assertThat(order.justification()).isEqualTo("money moves");
                    assertThat(order.retention()).isEqualTo("7d");
                    assertThat(order.payload()).contains("409 key-reused", "raw");
                    assertThat(order.replay()).contains("7d");
                    assertThat(order.conflict()).contains("409 in-progress", "uncertain", "503");
                    assertThat(order.observability()).isEqualTo("none");
                    assertThat(checklist(inventory, "PUT /orders/{id}").justification())
                            .isEqualTo("NOT usual for risk class high, and no justification is given");
                },
                Orders.class);
    }

    @Test
    void takesTheJustificationOfThePropertyFirst() {
        runner.withPropertyValues(
                        "idempotency.endpoints.create-order.justification=agreed with finance",
                        "idempotency.risk-classes.high.justification=platform default")
                .withUserConfiguration(Orders.class)
                .run(context -> {
                    MutationEndpointInventory inventory = context.getBean(MutationEndpointInventory.class);
                    assertThat(checklist(inventory, "POST /orders").justification())
                            .isEqualTo("agreed with finance");
                    assertThat(checklist(inventory, "PUT /orders/{id}").justification())
                            .isEqualTo("platform default");
                });
    }

    @Test
    void knowsExemptionsOfMethodsAndOfTypes() {
        inventory(
                inventory -> {
                    assertThat(endpoint(inventory, "POST /orders/search").exemption())
                            .isEqualTo("changes nothing");
                    assertThat(endpoint(inventory, "DELETE /drafts/{id}").exemption())
                            .isEqualTo("drafts are nobody's");
                    assertThat(endpoint(inventory, "POST /drafts").classification())
                            .isEqualTo(Classification.IDEMPOTENT);
                },
                Orders.class,
                Drafts.class);
    }

    @Test
    void refusesAnExemptionWithoutAReason() {
        refused(
                Unreasoned.class,
                "@NotIdempotent on " + Unreasoned.class.getName() + "#post() or its class gives no reason");
    }

    @Test
    void refusesAnExemptionOfAnIdempotentHandler() {
        refused(Contradiction.class, "#post() is annotated with both @Idempotent and @NotIdempotent");
    }

    @Test
    void seesAMappingWithoutMethodAsOneOfEach() {
        inventory(
                inventory -> assertThat(inventory.endpoints(Classification.UNCLASSIFIED))
                        .extracting(MutationEndpoint::mapping)
                        .containsExactly("DELETE /any", "PATCH /any", "POST /any", "PUT /any"),
                AnyMethod.class);
    }

    @Test
    void seesFunctionalRoutesAndExemptsThemByPattern() {
        runner.withPropertyValues("idempotency.exempt.[/routed/draft]=nobody's", "idempotency.exempt.[/gone]=stale")
                .withUserConfiguration(Routes.class)
                .run(context -> {
                    MutationEndpointInventory inventory = context.getBean(MutationEndpointInventory.class);
                    assertThat(inventory.endpoints())
                            .extracting(MutationEndpoint::mapping, MutationEndpoint::classification)
                            .containsExactly(
                                    tuple("ANY /**", Classification.UNCLASSIFIED),
                                    tuple("POST /routed/create", Classification.UNCLASSIFIED),
                                    tuple("PUT /routed/draft", Classification.EXEMPT));
                    assertThat(inventory.unusedExemptions()).containsExactly("/gone");
                });
    }

    @Test
    void writesAReportForTheReview() {
        runner.withPropertyValues("idempotency.exempt.[/gone]=stale")
                .withUserConfiguration(Orders.class, Parcels.class)
                .run(context -> {
                    MutationEndpointInventory inventory = context.getBean(MutationEndpointInventory.class);
                    assertThat(inventory.toMarkdown())
                            .isEqualTo(inventory.toMarkdown())
                            .contains("5 endpoints: 3 idempotent, 1 exempt, 1 unclassified.")
                            .contains("| POST /parcels | " + Parcels.class.getName() + "#send(String) |")
                            .contains("| POST /orders | create-order | critical | required | money moves | 7d |")
                            .contains("| changes nothing |")
                            .contains("Exemptions that match no endpoint, to be removed: `/gone`")
                            .contains("a \\| b")
                            .doesNotContain("## Trends");
                    OperationTrends trends = operation -> operation.equals("create-order")
                            ? Optional.of(new Trend("90 days", 1000, 5, 0, 0, 4096, 1024))
                            : Optional.empty();
                    assertThat(inventory.toMarkdown(trends))
                            .contains("## Trends")
                            .contains("| create-order | 90 days | 1000 | 5 (0.50 %) | - | 4096 | 1024 |");
                });
    }

    @Test
    void showsTheInventoryInTheEndpoint() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=idempotency")
                .withUserConfiguration(Orders.class, Parcels.class)
                .run(context -> {
                    var governance =
                            Objects.requireNonNull(((IdempotencyDescriptor) context.getBean(IdempotencyEndpoint.class)
                                            .operations(null)
                                            .getBody())
                                    .governance());
                    assertThat(governance.mode()).isEqualTo("report");
                    assertThat(governance.unclassified()).containsExactly("POST /parcels");
                    assertThat(governance.counts().toString()).isEqualTo("{idempotent=3, exempt=1, unclassified=1}");
                    assertThat(governance.endpoints()).hasSize(5);
                    assertThat(Objects.requireNonNull(
                                            governance.endpoints().get(0).checklist())
                                    .observability())
                            .isEqualTo("endpoint");
                });
    }

    @Test
    void leavesNoBeanWhereTheLibraryIsOff() {
        runner.withPropertyValues("idempotency.auto-configure=false", "idempotency.governance=fail")
                .withUserConfiguration(Parcels.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MutationEndpointInventory.class));
    }

    private void inventory(Consumer<MutationEndpointInventory> check, Class<?>... controllers) {
        runner.withUserConfiguration(controllers).run(context -> {
            assertThat(context).hasNotFailed();
            check.accept(context.getBean(MutationEndpointInventory.class));
        });
    }

    private void refused(Class<?> controller, String reason) {
        runner.withPropertyValues("idempotency.governance=off")
                .withUserConfiguration(controller)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(StartUpAnalysis.of(context.getStartupFailure())).contains(reason);
                });
    }

    private static MutationEndpoint endpoint(MutationEndpointInventory inventory, String mapping) {
        return Stream.ofNullable(inventory.endpoints())
                .flatMap(Collection::stream)
                .filter(endpoint -> endpoint.mapping().equals(mapping))
                .findFirst()
                .orElseThrow();
    }

    private static EndpointChecklist checklist(MutationEndpointInventory inventory, String mapping) {
        return Objects.requireNonNull(endpoint(inventory, mapping).checklist());
    }

    @RestController
    static class Orders {

        @Idempotent(value = "create-order", risk = RiskClass.CRITICAL, justification = "money moves")
        @PostMapping("/orders")
        String create(String body) {
            return body;
        }

        @Idempotent(key = KeyRequirement.OPTIONAL)
        @PutMapping("/orders/{id}")
        String change() {
            return "";
        }

        @Idempotent(value = "cancel-order", justification = "a | b")
        @DeleteMapping("/orders/{id}")
        void cancel() {}

        @NotIdempotent("changes nothing")
        @PostMapping("/orders/search")
        String search() {
            return "";
        }

        @GetMapping("/orders")
        String list() {
            return "";
        }
    }

    @RestController
    static class Parcels {

        @PostMapping("/parcels")
        String send(String body) {
            return body;
        }
    }

    @NotIdempotent("drafts are nobody's")
    @RestController
    static class Drafts {

        @DeleteMapping("/drafts/{id}")
        void delete() {}

        @Idempotent("create-draft")
        @PostMapping("/drafts")
        void create() {}
    }

    @RestController
    static class Unreasoned {

        @NotIdempotent(" ")
        @PostMapping("/unreasoned")
        void post() {}
    }

    @RestController
    static class Contradiction {

        @NotIdempotent("changes nothing")
        @Idempotent("contradiction")
        @PostMapping("/contradiction")
        void post() {}
    }

    @RestController
    static class AnyMethod {

        @RequestMapping("/any")
        void any() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Routes {

        @Bean
        RouterFunction<ServerResponse> routes() {
            return RouterFunctions.route()
                    .path(
                            "/routed",
                            nested -> nested.GET(
                                            "/list",
                                            request -> ServerResponse.ok().build())
                                    .POST(
                                            "/create",
                                            request -> ServerResponse.ok().build())
                                    .PUT(
                                            "/draft",
                                            request -> ServerResponse.ok().build()))
                    .route(
                            RequestPredicates.GET("/read").or(RequestPredicates.path("/anything")),
                            request -> ServerResponse.ok().build())
                    .build();
        }
    }
}
