package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.SamplePaymentsApplication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process of the sample, with a way of its own to the database, which can be frozen. */
final class Instance extends SampleProcess {

    final TcpProxy network;

    private boolean frozen;

    Instance(String name, TcpProxy network, String providerUrl, TortureSettings settings) throws IOException {
        super(
                name,
                settings.logs(),
                settings.sabotage() == Sabotage.NONE ? SamplePaymentsApplication.class : SabotagedApplication.class,
                arguments(name, network, providerUrl, settings.sabotage()));
        this.network = network;
    }

    synchronized void freeze() {
        frozen = true;
        Signals.send("STOP", pid());
    }

    synchronized void thaw() {
        if (frozen) {
            frozen = false;
            Signals.send("CONT", pid());
        }
    }

    @Override
    synchronized void kill() {
        super.kill();
        frozen = false;
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    private static List<String> arguments(String name, TcpProxy network, String providerUrl, Sabotage sabotage) {
        String lease = TortureSettings.LEASE.toMillis() + "ms";
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=jdbc:postgresql://localhost:" + network.port()
                        + "/postgres?user=postgres&connectTimeout=2&loginTimeout=3&socketTimeout=4",
                "--spring.datasource.hikari.connection-timeout=2000",
                "--spring.datasource.hikari.validation-timeout=1000",
                "--sample.provider.base-url=" + providerUrl,
                "--sample.provider.read-timeout=1s",
                // Some instances store responses in partitions, others in their records; each reads both.
                "--idempotency.store.response-partitions.enabled=" + name.endsWith("2"),
                "--idempotency.reconcile.interval=2s",
                "--idempotency.risk-classes.critical.lease=" + lease,
                "--idempotency.risk-classes.high.lease=" + lease,
                "--idempotency.risk-classes.low.lease=" + lease,
                // An operation that fails open promises nothing while the store is away, and there would be nothing to
                // check.
                "--idempotency.endpoints.record-event.on-store-failure=fail-closed"));
        if (sabotage != Sabotage.NONE) {
            arguments.add("--" + SabotagedApplication.PROPERTY + "=" + sabotage);
        }
        return arguments;
    }
}
