package io.github.idempotency.store.schema;

/** Who looks after the store's table. In every mode the start fails if the table is missing. */
public enum SchemaMode {
    /** The library creates and upgrades it with Flyway, apart from the application's own migrations. */
    MIGRATE,
    /** Somebody else does; the library checks every column and its type at start. */
    VALIDATE,
    /** Somebody else does; the library only checks that the table is there. */
    NONE
}
