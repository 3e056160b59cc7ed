package io.github.idempotency.actuate;

import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PropertyText;
import java.util.List;

/**
 * A policy the way it is written in properties, such as {@code reject} and {@code 7d}; sizes are in bytes.
 *
 * @param risk               the risk class
 * @param key                whether a key is required
 * @param execution          how record and effects are tied together
 * @param payloadMatch       what another payload under the same key means
 * @param payloadHash        how the payload enters the fingerprint
 * @param fingerprintHeaders request headers that enter the fingerprint
 * @param onStoreFailure     what happens while the store is unavailable
 * @param onAbandoned        what happens to an execution that stopped without an outcome
 * @param onError            what becomes of the key after a 5xx or an exception
 * @param inFlight           what a duplicate gets while the first still runs
 * @param waitTimeout        longest wait of a duplicate
 * @param lease              how long a claim holds without renewal
 * @param retention          how long a key is remembered
 * @param resultRetention    how long a response is replayed
 * @param maxRequestSize     largest payload accepted
 * @param maxResponseSize    largest body stored
 * @param storedHeaders      response headers that are stored besides the indispensable ones
 * @param storedBody         whether bodies are stored
 */
public record PolicyDescriptor(
        String risk,
        String key,
        String execution,
        String payloadMatch,
        String payloadHash,
        List<String> fingerprintHeaders,
        String onStoreFailure,
        String onAbandoned,
        String onError,
        String inFlight,
        String waitTimeout,
        String lease,
        String retention,
        String resultRetention,
        long maxRequestSize,
        long maxResponseSize,
        List<String> storedHeaders,
        String storedBody) {

    static PolicyDescriptor of(OperationPolicy policy) {
        return new PolicyDescriptor(
                PropertyText.of(policy.risk()),
                PropertyText.of(policy.key()),
                PropertyText.of(policy.execution()),
                PropertyText.of(policy.payloadMatch()),
                PropertyText.of(policy.payloadHash()),
                policy.fingerprintHeaders(),
                PropertyText.of(policy.onStoreFailure()),
                PropertyText.of(policy.onAbandoned()),
                PropertyText.of(policy.onError()),
                PropertyText.of(policy.inFlight()),
                PropertyText.of(policy.waitTimeout()),
                PropertyText.of(policy.lease()),
                PropertyText.of(policy.retention()),
                PropertyText.of(policy.resultRetention()),
                policy.maxRequestSize(),
                policy.maxResponseSize(),
                policy.storedHeaders(),
                PropertyText.of(policy.storedBody()));
    }
}
