package io.github.idempotency.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.InFlight;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.PayloadMatch;
import io.github.idempotency.RiskClass;
import io.github.idempotency.StoredBody;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefaultPolicyResolverTests {

    private static final long MEGABYTE = 1024 * 1024;

    private final Map<String, EndpointOverrides> noEndpoints = Map.of();

    @Test
    void resolvesTheBuiltInColumnOfEachRiskClass() {
        assertThat(builtIn(RiskClass.CRITICAL))
                .isEqualTo(failClosed(RiskClass.CRITICAL, OnAbandoned.UNCERTAIN, Duration.ofDays(7)));
        assertThat(builtIn(RiskClass.HIGH))
                .isEqualTo(failClosed(RiskClass.HIGH, OnAbandoned.RETRY, Duration.ofDays(3)));
        assertThat(builtIn(RiskClass.MEDIUM))
                .isEqualTo(failOpen(RiskClass.MEDIUM, PayloadMatch.STRICT, Duration.ofHours(24)));
        assertThat(builtIn(RiskClass.LOW)).isEqualTo(failOpen(RiskClass.LOW, PayloadMatch.OBSERVE, Duration.ZERO));
    }

    @Test
    void letsTheFirstSourceThatSaysSomethingWinForEachValueAlone() {
        DefaultPolicyResolver resolver = new DefaultPolicyResolver(
                Map.of("pay", new EndpointOverrides(null, lease(Duration.ofSeconds(1)))),
                Map.of(RiskClass.HIGH, retention(Duration.ofHours(3), Duration.ofHours(2))));
        OperationPolicy policy = resolver.resolve("pay", RiskClass.HIGH, retention(Duration.ofHours(4), null));
        assertThat(policy.lease()).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.retention()).isEqualTo(Duration.ofHours(4));
        assertThat(policy.resultRetention()).isEqualTo(Duration.ofHours(2));
        assertThat(policy.key()).isEqualTo(KeyRequirement.REQUIRED);
        assertThat(resolver.resolve("other", RiskClass.HIGH, PolicyOverrides.NONE)
                        .lease())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void takesTheDefaultsOfTheRiskClassThatTheEndpointNames() {
        DefaultPolicyResolver resolver = new DefaultPolicyResolver(
                Map.of("pay", new EndpointOverrides(RiskClass.LOW, PolicyOverrides.NONE)),
                Map.of(RiskClass.LOW, lease(Duration.ofSeconds(7))));
        OperationPolicy policy = resolver.resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE);
        assertThat(policy.risk()).isEqualTo(RiskClass.LOW);
        assertThat(policy.onStoreFailure()).isEqualTo(OnStoreFailure.FAIL_OPEN);
        assertThat(policy.lease()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void keepsTheResultNoLongerThanTheKeyWhereOnlyTheKeyIsConfigured() {
        OperationPolicy policy = resolve(retention(Duration.ofHours(1), null));
        assertThat(policy.retention()).isEqualTo(Duration.ofHours(1));
        assertThat(policy.resultRetention()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void writesFingerprintHeadersInLowerCaseSortedAndOnce() {
        assertThat(resolve(headers("X-B", "accept", "x-b")).fingerprintHeaders())
                .containsExactly("accept", "x-b");
    }

    @Test
    void takesTheHeadersToStoreFromTheFirstSourceThatNamesAny() {
        DefaultPolicyResolver resolver = new DefaultPolicyResolver(
                Map.of(
                        "all", new EndpointOverrides(null, stored("*")),
                        "none", new EndpointOverrides(null, stored())),
                Map.of(RiskClass.HIGH, stored("X-Class")));
        assertThat(resolver.resolve("all", RiskClass.HIGH, stored("ETag")).storedHeaders())
                .containsExactly("*");
        assertThat(resolver.resolve("none", RiskClass.HIGH, stored("ETag")).storedHeaders())
                .isEmpty();
        assertThat(resolver.resolve("pay", RiskClass.HIGH, stored("X-Payment-*", "ETag", "etag"))
                        .storedHeaders())
                .containsExactly("etag", "x-payment-*");
        assertThat(resolver.resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE).storedHeaders())
                .containsExactly("x-class");
        assertThat(resolver.resolve("pay", RiskClass.LOW, PolicyOverrides.NONE).storedHeaders())
                .containsExactly("*");
    }

    @Test
    void refusesAResultThatOutlivesItsKey() {
        DefaultPolicyResolver resolver = new DefaultPolicyResolver(
                Map.of("pay", new EndpointOverrides(null, retention(null, Duration.ofDays(10)))), Map.of());
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> resolver.resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE))
                .withMessage("idempotency.endpoints.pay.result-retention is 10d, which is longer than"
                        + " retention (default of risk class critical): 7d.")
                .satisfies(e -> assertThat(e.remedy()).contains("idempotency.endpoints.pay.retention"));
    }

    @Test
    void refusesAKeyThatIsForgottenWithinItsLease() {
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> resolve(retention(Duration.ofSeconds(20), null)))
                .withMessageContaining(
                        "retention of @Idempotent on operation 'pay' is 20s, which is shorter than lease");
    }

    @Test
    void refusesValuesOutOfBoundsAndNamesTheirProperty() {
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> new DefaultPolicyResolver(
                        Map.of("POST /a", new EndpointOverrides(null, lease(Duration.ofMillis(500)))), Map.of()))
                .withMessage("idempotency.endpoints.[POST /a].lease is 500ms, which is not from 1s to 1h.");
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() ->
                        new DefaultPolicyResolver(noEndpoints, Map.of(RiskClass.LOW, lease(Duration.ofMinutes(61)))))
                .withMessageContaining("idempotency.risk-classes.low.lease is 61m")
                .satisfies(e -> assertThat(e.remedy())
                        .isEqualTo("Set idempotency.risk-classes.low.lease to a value from 1s to 1h."));
        assertInvalid(overrides(null, null, null, null, Duration.ZERO, null, null), "waitTimeout of @Idempotent");
        assertInvalid(overrides(null, null, null, null, Duration.ofMinutes(2), null, null), "is 2m");
        assertInvalid(overrides(null, null, null, null, null, 0L, null), "maxRequestSize of @Idempotent");
        assertInvalid(overrides(null, null, null, null, null, null, -1L), "maxResponseSize of @Idempotent");
        assertInvalid(retention(Duration.ZERO, null), "is 0, which is not from 1s to 3650d");
        assertInvalid(retention(null, Duration.ofNanos(-1)), "resultRetention of @Idempotent");
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(
                        () -> new DefaultPolicyResolver(noEndpoints, Map.of(RiskClass.LOW, stored("ETag", "X-*-Y"))))
                .withMessageStartingWith("idempotency.risk-classes.low.stored-headers names 'X-*-Y'")
                .satisfies(e -> assertThat(e.remedy()).contains("Set idempotency.risk-classes.low.stored-headers to"));
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> new DefaultPolicyResolver(
                        Map.of("pay", new EndpointOverrides(null, stored("not a header"))), Map.of()))
                .withMessageStartingWith("idempotency.endpoints.pay.stored-headers names 'not a header'");
        assertInvalid(stored(""), "storedHeaders of @Idempotent on operation 'pay' names ''");
        assertInvalid(headers("not a header"), "fingerprintHeaders of @Idempotent on operation 'pay' names 'not a");
    }

    @Test
    void findsPropertiesOfOperationsThatDoNotExist() {
        DefaultPolicyResolver resolver = new DefaultPolicyResolver(
                Map.of(
                        "pay", new EndpointOverrides(null, PolicyOverrides.NONE),
                        "payy", new EndpointOverrides(null, PolicyOverrides.NONE)),
                Map.of());
        assertThat(resolver.unknownEndpoints(Set.of("pay", "refund"))).containsExactly("payy");
    }

    private void assertInvalid(PolicyOverrides annotation, String message) {
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> resolve(annotation))
                .withMessageContaining(message);
    }

    private OperationPolicy builtIn(RiskClass risk) {
        return new DefaultPolicyResolver(noEndpoints, Map.of()).resolve("pay", risk, PolicyOverrides.NONE);
    }

    private OperationPolicy resolve(PolicyOverrides annotation) {
        return new DefaultPolicyResolver(noEndpoints, Map.of()).resolve("pay", RiskClass.HIGH, annotation);
    }

    private static OperationPolicy failClosed(RiskClass risk, OnAbandoned onAbandoned, Duration retention) {
        return policy(
                risk,
                KeyRequirement.REQUIRED,
                PayloadMatch.STRICT,
                OnStoreFailure.FAIL_CLOSED,
                onAbandoned,
                retention,
                retention);
    }

    private static OperationPolicy failOpen(RiskClass risk, PayloadMatch payloadMatch, Duration resultRetention) {
        return policy(
                risk,
                KeyRequirement.OPTIONAL,
                payloadMatch,
                OnStoreFailure.FAIL_OPEN,
                OnAbandoned.RETRY,
                Duration.ofHours(24),
                resultRetention);
    }

    private static OperationPolicy policy(
            RiskClass risk,
            KeyRequirement key,
            PayloadMatch payloadMatch,
            OnStoreFailure onStoreFailure,
            OnAbandoned onAbandoned,
            Duration retention,
            Duration resultRetention) {
        return new OperationPolicy(
                risk,
                key,
                ExecutionMode.LEASE,
                payloadMatch,
                PayloadHash.RAW,
                List.of(),
                onStoreFailure,
                onAbandoned,
                OnError.RELEASE,
                InFlight.REJECT,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                retention,
                resultRetention,
                MEGABYTE,
                MEGABYTE,
                List.of("*"),
                StoredBody.FULL);
    }

    private static PolicyOverrides lease(Duration lease) {
        return overrides(null, lease, null, null, null, null, null);
    }

    private static PolicyOverrides retention(@Nullable Duration retention, @Nullable Duration resultRetention) {
        return overrides(null, null, retention, resultRetention, null, null, null);
    }

    private static PolicyOverrides headers(String... names) {
        return overrides(List.of(names), null, null, null, null, null, null);
    }

    private static PolicyOverrides stored(String... patterns) {
        return new PolicyOverrides(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(patterns),
                null);
    }

    private static PolicyOverrides overrides(
            @Nullable List<String> headers,
            @Nullable Duration lease,
            @Nullable Duration retention,
            @Nullable Duration resultRetention,
            @Nullable Duration waitTimeout,
            @Nullable Long maxRequestSize,
            @Nullable Long maxResponseSize) {
        return new PolicyOverrides(
                null,
                null,
                null,
                null,
                headers,
                null,
                null,
                null,
                null,
                waitTimeout,
                lease,
                retention,
                resultRetention,
                maxRequestSize,
                maxResponseSize,
                null,
                null);
    }
}
