package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.RiskClass;
import io.github.idempotency.StoredBody;
import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class IdempotencyPropertiesTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(PropertiesOnly.class);

    @Test
    void haveDefaultsForEverything() {
        IdempotencyProperties properties = bind();
        assertThat(properties.autoConfigure()).isTrue();
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.rollout()).isEqualTo(Rollout.STRICT);
        assertThat(properties.key())
                .isEqualTo(new IdempotencyProperties.Key("Idempotency-Key", KeyFormat.LENIENT, 1, 255, null));
        assertThat(properties.tenant().source()).isEqualTo(IdempotencyProperties.TenantSource.PRINCIPAL);
        assertThat(properties.clientVersion().header()).isEqualTo("X-Client-Version");
        assertThat(properties.web().keyReusedStatus()).isEqualTo(409);
        assertThat(properties.web().excludedHeaders())
                .contains("Set-Cookie", "Date", "Content-Length", "Access-Control-*", "Strict-Transport-Security")
                .doesNotContain("Location", "ETag", "Link", "Content-Disposition", "Content-Type");
        assertThat(properties.store().type()).isEqualTo(IdempotencyProperties.StoreType.JPA);
        assertThat(properties.store().claimTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(properties.purge().batchSize()).isEqualTo(1000);
        assertThat(properties.endpointOverrides()).isEmpty();
        assertThat(properties.riskClassOverrides()).isEmpty();
    }

    @Test
    void bindPoliciesByOperationAndByRiskClass() {
        IdempotencyProperties properties = bind(
                "idempotency.endpoints.create-payment.risk=critical",
                "idempotency.endpoints.create-payment.execution=atomic",
                "idempotency.endpoints.create-payment.result-retention=0",
                "idempotency.endpoints.create-payment.max-response-size=256KB",
                "idempotency.endpoints.create-payment.fingerprint-headers=X-Api-Version,Accept-Language",
                "idempotency.endpoints.create-payment.stored-headers=ETag,X-Payment-*",
                "idempotency.endpoints.create-payment.stored-body=none",
                "idempotency.endpoints.[POST /payments/{id}/refunds].retention=7d",
                "idempotency.risk-classes.medium.on-store-failure=fail-closed",
                "idempotency.risk-classes.medium.key=required");
        assertThat(properties.endpointOverrides()).containsOnlyKeys("create-payment", "POST /payments/{id}/refunds");
        assertThat(properties.endpointOverrides().get("create-payment").risk()).isEqualTo(RiskClass.CRITICAL);
        PolicyOverrides payment =
                properties.endpointOverrides().get("create-payment").policy();
        assertThat(payment.execution()).isEqualTo(ExecutionMode.ATOMIC);
        assertThat(payment.resultRetention()).isZero();
        assertThat(payment.maxResponseSize()).isEqualTo(256 * 1024);
        assertThat(payment.fingerprintHeaders()).isEqualTo(List.of("X-Api-Version", "Accept-Language"));
        assertThat(payment.storedHeaders()).isEqualTo(List.of("ETag", "X-Payment-*"));
        assertThat(payment.storedBody()).isEqualTo(StoredBody.NONE);
        assertThat(payment.lease()).isNull();
        PolicyOverrides medium = properties.riskClassOverrides().get(RiskClass.MEDIUM);
        assertThat(medium.onStoreFailure()).isEqualTo(OnStoreFailure.FAIL_CLOSED);
        assertThat(medium.key()).isEqualTo(KeyRequirement.REQUIRED);
        assertThat(medium.storedHeaders()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key.max-length=256                | must be from 1 to 255",
                "key.min-length=0                  | must be from 1 to 255",
                "key.header=Idempotency Key        | must be the name of an HTTP header",
                "tenant.source=header              | must be the name of an HTTP header",
                "tenant.source=claim               | idempotency.tenant.source=claim",
                "tenant.default-name=              | must not be blank",
                "client-version.max-values=-1      | must be from 0 to 10000",
                "web.key-reused-status=400         | must be 409 or 422",
                "web.problem-type-base=not a uri   | must be the beginning of an absolute URI",
                "web.excluded-headers=X-*-Y        | must be the name of an HTTP header",
                "store.claim-timeout=1ms           | must be from 10ms to 1m",
                "store.retry-after=2h              | must be from 1s to 1h",
                "store.circuit-breaker.failure-threshold=0 | must be from 1 to 1000",
                "store.circuit-breaker.open-duration=1ms | must be from 100ms to 10m",
                "purge.interval=0                  | must be from 1s to 1d",
                "purge.batch-size=0                | must be from 1 to 100000",
                "purge.max-share=0                 | must be from 0.01 to 1",
                "purge.max-share=NaN               | must be from 0.01 to 1",
                "purge.pause=2m                    | must be from 0s to 1m",
                "throttle.refusals-per-second=-1   | must be from 0 to 100000",
                "throttle.max-held=0               | must be from 1 to 100000",
                "exempt.[oauth2]=not ours          | must be a route pattern in brackets",
                "exempt.[/oauth2/**]=              | must say why these endpoints need no idempotency key",
                "risk-classes.low.risk=high        | idempotency.endpoints.<operation>.risk"
            })
    void nameThePropertyAndWhatIsAllowed(String property, String allowed) {
        String name = property.substring(0, property.indexOf('=')).replace("tenant.source", "tenant.");
        assertThat(analysis("idempotency." + property)).contains("idempotency." + name, allowed);
    }

    @Test
    void tellWhichPropertyIsMisspelt() {
        assertThat(analysis("idempotency.rolout=strict")).contains("idempotency.rolout");
        assertThat(analysis("idempotency.endpoints.create-payment.retnetion=1d"))
                .contains("idempotency.endpoints.create-payment.retnetion");
    }

    @Test
    void tellWhichValuesAnEnumHas() {
        assertThat(analysis("idempotency.rollout=strct"))
                .contains("idempotency.rollout", "OBSERVE", "OPTIONAL", "REQUIRED", "STRICT");
        assertThat(analysis("idempotency.risk-classes.critcal.lease=10s"))
                .contains("idempotency.risk-classes", "critcal", "CRITICAL");
        assertThat(analysis("idempotency.endpoints.x.lease=soon")).contains("idempotency.endpoints.x.lease", "soon");
    }

    private IdempotencyProperties bind(String... properties) {
        IdempotencyProperties[] bound = new IdempotencyProperties[1];
        runner.withPropertyValues(properties).run(context -> bound[0] = context.getBean(IdempotencyProperties.class));
        return bound[0];
    }

    private String analysis(String property) {
        String[] analysis = new String[1];
        runner.withPropertyValues(property)
                .run(context -> analysis[0] = StartUpAnalysis.of(context.getStartupFailure()));
        return analysis[0];
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(IdempotencyProperties.class)
    static class PropertiesOnly {}
}
