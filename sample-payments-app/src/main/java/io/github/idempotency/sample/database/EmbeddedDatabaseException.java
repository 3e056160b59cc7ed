package io.github.idempotency.sample.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be used. */
class EmbeddedDatabaseException extends RuntimeException {

    private final Path dataDir;

    EmbeddedDatabaseException(Path dataDir, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.dataDir = dataDir;
    }

    Path dataDir() {
        return dataDir;
    }
}
