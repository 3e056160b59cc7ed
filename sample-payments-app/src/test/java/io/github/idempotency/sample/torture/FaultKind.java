package io.github.idempotency.sample.torture;

/** What befalls instances, database and the network between them. */
enum FaultKind {
    KILL("kill -9 of an instance", 16),
    FREEZE("SIGSTOP beyond the lease", 24),
    DATABASE_CRASH("PostgreSQL stop -m immediate", 8),
    CUT("database connections cut", 22),
    HANG("database connections hung", 15),
    HOLD_BACK("database answers held back", 15);

    final String label;

    /** How often it is drawn, in a hundred. */
    final int weight;

    FaultKind(String label, int weight) {
        this.label = label;
        this.weight = weight;
    }
}
