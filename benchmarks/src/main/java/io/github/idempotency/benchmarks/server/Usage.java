package io.github.idempotency.benchmarks.server;

/**
 * What application and server have used up.
 *
 * @param cpuNanos   CPU time of the application's process
 * @param allocated  bytes it allocated
 * @param roundTrips its round trips to the database, connecting included
 * @param statements statements the server executed, without those that begin and end transactions
 * @param commits    transactions committed, autocommit included
 * @param fsyncs     flushes of the WAL to disk
 * @param walBytes   WAL written
 */
public record Usage(
        double cpuNanos,
        double allocated,
        double roundTrips,
        double statements,
        double commits,
        double fsyncs,
        double walBytes) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(
                cpuNanos + other.cpuNanos,
                allocated + other.allocated,
                roundTrips + other.roundTrips,
                statements + other.statements,
                commits + other.commits,
                fsyncs + other.fsyncs,
                walBytes + other.walBytes);
    }

    public Usage times(double factor) {
        return new Usage(
                cpuNanos * factor,
                allocated * factor,
                roundTrips * factor,
                statements * factor,
                commits * factor,
                fsyncs * factor,
                walBytes * factor);
    }

    Usage minus(Usage other) {
        return plus(other.times(-1));
    }
}
