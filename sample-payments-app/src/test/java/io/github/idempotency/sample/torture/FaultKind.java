package io.github.idempotency.sample.torture;

/** What befalls instances, database and the network between them. */
enum FaultKind {
    KILL("kill -9 of an instance", 2),
    FREEZE("SIGSTOP beyond the lease", 3),
    DATABASE_CRASH("PostgreSQL stop -m immediate", 1),
    CUT("database connections cut", 2),
    HANG("database connections hung", 2),
    HOLD_BACK("database answers held back", 2);

    final String label;

    /** How often it comes in one round of faults. */
    final int share;

    FaultKind(String label, int share) {
        this.label = label;
        this.share = share;
    }
}
