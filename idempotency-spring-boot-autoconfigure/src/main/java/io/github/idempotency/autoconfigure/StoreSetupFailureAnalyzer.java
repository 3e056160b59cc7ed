package io.github.idempotency.autoconfigure;

import io.github.idempotency.store.schema.StoreSetupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at start-up what is wrong with the store, and what to do. */
final class StoreSetupFailureAnalyzer extends AbstractFailureAnalyzer<StoreSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StoreSetupException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
    }
}
