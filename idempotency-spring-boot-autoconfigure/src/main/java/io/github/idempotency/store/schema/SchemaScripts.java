package io.github.idempotency.store.schema;

/** Where the SQL is, and how to get it applied. */
final class SchemaScripts {

    static final String LOCATION = "io/github/idempotency/store/schema/postgresql";
    static final String RESPONSE_TABLE = "V7__create_idempotency_response.sql";
    static final String HISTORY_TABLE = "idempotency_schema_history";

    private SchemaScripts() {}
}
