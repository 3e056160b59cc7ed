package io.github.idempotency.core.policy;

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

/**
 * All that is decided about an operation. Sizes are in bytes.
 *
 * @param risk               the risk class
 * @param key                whether a key is required
 * @param execution          how record and effects are tied together
 * @param payloadMatch       what another payload under the same key means
 * @param payloadHash        how the payload enters the fingerprint
 * @param fingerprintHeaders request headers that enter the fingerprint, lower case, sorted
 * @param onStoreFailure     what happens while the store is unavailable
 * @param onAbandoned        what happens to an execution that stopped without an outcome
 * @param onError            what becomes of the key after a 5xx or an exception
 * @param inFlight           what a duplicate gets while the first still runs
 * @param waitTimeout        longest wait of a duplicate
 * @param lease              how long a claim holds without renewal
 * @param retention          how long a key is remembered
 * @param resultRetention    how long a response is replayed; zero keeps none
 * @param maxRequestSize     largest payload accepted
 * @param maxResponseSize    largest body stored
 * @param storedHeaders      response headers that are stored besides the indispensable ones, lower case, sorted; a trailing
 *                           {@code *} stands for any ending
 * @param storedBody         whether bodies are stored
 * @param transaction        what the handler asks of its transaction, where it runs in one of the store's
 */
public record OperationPolicy(
        RiskClass risk,
        KeyRequirement key,
        ExecutionMode execution,
        PayloadMatch payloadMatch,
        PayloadHash payloadHash,
        List<String> fingerprintHeaders,
        OnStoreFailure onStoreFailure,
        OnAbandoned onAbandoned,
        OnError onError,
        InFlight inFlight,
        Duration waitTimeout,
        Duration lease,
        Duration retention,
        Duration resultRetention,
        long maxRequestSize,
        long maxResponseSize,
        List<String> storedHeaders,
        StoredBody storedBody,
        TransactionSettings transaction) {

    /** A policy of an operation whose handler asks nothing of its transaction. */
    public OperationPolicy(
            RiskClass risk,
            KeyRequirement key,
            ExecutionMode execution,
            PayloadMatch payloadMatch,
            PayloadHash payloadHash,
            List<String> fingerprintHeaders,
            OnStoreFailure onStoreFailure,
            OnAbandoned onAbandoned,
            OnError onError,
            InFlight inFlight,
            Duration waitTimeout,
            Duration lease,
            Duration retention,
            Duration resultRetention,
            long maxRequestSize,
            long maxResponseSize,
            List<String> storedHeaders,
            StoredBody storedBody) {
        this(
                risk,
                key,
                execution,
                payloadMatch,
                payloadHash,
                fingerprintHeaders,
                onStoreFailure,
                onAbandoned,
                onError,
                inFlight,
                waitTimeout,
                lease,
                retention,
                resultRetention,
                maxRequestSize,
                maxResponseSize,
                storedHeaders,
                storedBody,
                TransactionSettings.DEFAULT);
    }

    /** The same but for the transaction. */
    public OperationPolicy withTransaction(TransactionSettings settings) {
        return new OperationPolicy(
                risk,
                key,
                execution,
                payloadMatch,
                payloadHash,
                fingerprintHeaders,
                onStoreFailure,
                onAbandoned,
                onError,
                inFlight,
                waitTimeout,
                lease,
                retention,
                resultRetention,
                maxRequestSize,
                maxResponseSize,
                storedHeaders,
                storedBody,
                settings);
    }
}
