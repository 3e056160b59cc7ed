package io.github.idempotency.sample.drill;

import io.github.idempotency.drill.ClientProfile;
import io.github.idempotency.drill.IdempotencyDrill;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.Environment;

/** The drills of this service's operations, over HTTP against itself. */
class SampleDrills {

    private static final String SIMULATE = "X-Simulate";

    private final DrillAccount account;

    private final Environment environment;

    SampleDrills(DrillAccount account, Environment environment) {
        this.account = account;
        this.environment = environment;
    }

    Map<String, IdempotencyDrill> byOperation() {
        Map<String, IdempotencyDrill> drills = new LinkedHashMap<>();
        drills.put("create-payment", payment());
        drills.put("create-transfer", transfer());
        return drills;
    }

    private IdempotencyDrill payment() {
        IdempotencyDrill drill = drill("/payments", """
                        {"accountId":"%s","amount":"%s","currency":"EUR"}""".formatted(account.payer(), account.amount()))
                .effects(account::payments)
                .downstreamFault(SIMULATE, "provider-timeout");
        return account.countsCharges() ? drill.downstream(account::charges) : drill;
    }

    private IdempotencyDrill transfer() {
        return drill("/transfers", """
                        {"from":"%s","to":"%s","amount":"0.01"}""".formatted(account.payer(), account.payee()))
                .effects(account::transfers);
    }

    private IdempotencyDrill drill(String path, String body) {
        return IdempotencyDrill.against(baseUrl())
                .post(path)
                .json(body)
                .header("X-Tenant-Id", DrillAccount.TENANT)
                .clients(ClientProfile.MOBILE_SDK, ClientProfile.WEB_CLIENT, ClientProfile.GATEWAY)
                .serverFault("connection closed by the server", SIMULATE, "lose-response")
                .serverFault("503 after the effect", SIMULATE, "fail-after=503");
    }

    /** The port is known only once the server listens. */
    private String baseUrl() {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port")
                + environment.getProperty("server.servlet.context-path", "");
    }
}
