package io.github.idempotency.benchmarks.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Runs the application four times in one process, with the library, without, with responses that are not flushed, and with
 * replayed responses kept in memory, and writes the ports to the file that the first argument names. Ends with its standard input, so that it does not outlive the run.
 */
@SpringBootApplication
public class BenchmarkApplication {

    public static void main(String[] args) throws IOException {
        Path ports = Path.of(args[0]);
        int with = start("idempotency.auto-configure=true");
        int without = start("idempotency.auto-configure=false");
        int unflushed = start("idempotency.store.flush-responses=false");
        int cached = start("idempotency.store.replay-cache.enabled=true");
        Path written = Files.writeString(
                ports.resolveSibling(ports.getFileName() + ".new"),
                with + " " + without + " " + unflushed + " " + cached);
        Files.move(written, ports, StandardCopyOption.ATOMIC_MOVE);
        while (System.in.read() >= 0) {
            // nothing is ever said
        }
        System.exit(0);
    }

    private static int start(String property) {
        return new SpringApplicationBuilder(BenchmarkApplication.class)
                .properties(property)
                .run()
                .getEnvironment()
                .getRequiredProperty("local.server.port", Integer.class);
    }
}
