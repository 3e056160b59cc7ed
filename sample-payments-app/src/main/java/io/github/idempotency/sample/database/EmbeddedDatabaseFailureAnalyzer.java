package io.github.idempotency.sample.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

class EmbeddedDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedDatabaseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedDatabaseException cause) {
        return new FailureAnalysis(
                "The embedded PostgreSQL in " + cause.dataDir() + " cannot be used: " + cause.getMessage(),
                "Name another directory with sample.data-dir, or use a database of your own with"
                        + " spring.datasource.url, spring.datasource.username and spring.datasource.password.",
                cause);
    }
}
