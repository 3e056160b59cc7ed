package io.github.idempotency.sample.chain;

import static org.awaitility.Awaitility.await;

import io.github.idempotency.sample.SamplePaymentsApplication;
import io.github.idempotency.sample.torture.DatabaseServer;
import io.github.idempotency.sample.torture.SampleProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The sample as payments service, as ledger and as provider, a database each, and the hops between them. */
final class ChainProcesses implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final SampleProcess payments;

    final SampleProcess ledger;

    final SampleProcess provider;

    final LossyHop toLedger;

    final LossyHop toProvider;

    private final DatabaseServer database;

    ChainProcesses(Path directory, ChainSettings settings, ExecutorService threads) throws IOException {
        this.database = new DatabaseServer(directory);
        Stream.of("payments", "ledger", "provider")
                .forEach(name -> JdbcClient.create(new DriverManagerDataSource(database.url("postgres")))
                        .sql("create database " + name)
                        .update());
        Class<?> sample = SamplePaymentsApplication.class;
        this.ledger = new SampleProcess(
                "ledger",
                settings.logs(),
                sample,
                List.of(databaseOf("ledger"), "--sample.ledger.accept-entries=true"));
        this.provider = new SampleProcess("provider", settings.logs(), sample, List.of(databaseOf("provider")));
        this.toLedger = new LossyHop("payments → ledger", ledger.port(), settings.seed(), threads);
        this.toProvider = new LossyHop("payments → provider", provider.port(), settings.seed(), threads);
        this.payments = new SampleProcess(
                "payments",
                settings.logs(),
                settings.derivedKeys() ? sample : OtherKeysApplication.class,
                ofPayments(toLedger.port(), toProvider.port()));
    }

    private List<String> ofPayments(int ledgerPort, int providerPort) {
        String patience = ChainSettings.INNER_PATIENCE.toMillis() + "ms";
        return List.of(
                databaseOf("payments"),
                "--sample.ledger.base-url=http://localhost:" + ledgerPort,
                "--sample.ledger.read-timeout=" + patience,
                "--sample.provider.base-url=http://localhost:" + providerPort,
                "--sample.provider.read-timeout=" + patience,
                "--idempotency.client.destinations.ledger.hosts=localhost:" + ledgerPort,
                "--idempotency.client.destinations.provider.hosts=localhost:" + providerPort);
    }

    private String databaseOf(String name) {
        return "--spring.datasource.url=" + database.url(name);
    }

    void start() {
        List<SampleProcess> all = List.of(payments, ledger, provider);
        all.forEach(SampleProcess::ensureRunning);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> all.stream().allMatch(SampleProcess::isListening));
    }

    JdbcClient jdbc(String name) {
        return JdbcClient.create(new DriverManagerDataSource(database.url(name)));
    }

    List<String> lastWords() {
        List<String> words = new ArrayList<>();
        for (SampleProcess process : List.of(payments, ledger, provider)) {
            words.addAll(process.lastLinesOfLog(10));
        }
        return words;
    }

    @Override
    public void close() throws IOException {
        payments.close();
        ledger.close();
        provider.close();
        toLedger.close();
        toProvider.close();
        database.close();
    }
}
