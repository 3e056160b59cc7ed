package io.github.idempotency.benchmarks.app;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What teams write themselves: the least that works. */
@Component
class HandWritten {

    private final JdbcClient jdbc;

    private final JsonMapper json;

    private final TransactionTemplate transaction;

    HandWritten(JdbcClient jdbc, JsonMapper json, PlatformTransactionManager transactionManager) {
        this.jdbc = jdbc;
        this.json = json;
        this.transaction = new TransactionTemplate(transactionManager);
    }

    /** A unique key in the business transaction: a duplicate fails, nothing is replayed. */
    <T> T keyOnly(String key, Order order, Function<Order, T> business) {
        return transaction.execute(status -> {
            jdbc.sql("INSERT INTO used_key (key) VALUES (?)").param(key).update();
            return business.apply(order);
        });
    }

    /** Look, run, store the answer, all in the business transaction: two statements more, nothing captured. */
    ResponseEntity<byte[]> store(String key, byte[] request, Function<Order, ?> business) {
        byte[] fingerprint = sha256(request);
        return transaction.execute(status -> find(key)
                .map(stored -> Arrays.equals(stored.fingerprint, fingerprint)
                        ? answer(stored.status, stored.body)
                        : answer(409, "{\"title\":\"key reused\"}".getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> {
                    byte[] body = json.writeValueAsBytes(business.apply(json.readValue(request, Order.class)));
                    jdbc.sql("INSERT INTO stored_response (key, fingerprint, status, body) VALUES (?, ?, ?, ?)")
                            .params(key, fingerprint, 201, body)
                            .update();
                    return answer(201, body);
                }));
    }

    private Optional<Stored> find(String key) {
        return jdbc.sql("SELECT fingerprint, status, body FROM stored_response WHERE key = ?")
                .param(key)
                .query((row, number) -> new Stored(row.getBytes(1), row.getInt(2), row.getBytes(3)))
                .optional();
    }

    private static ResponseEntity<byte[]> answer(int status, byte[] body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Stored(byte[] fingerprint, int status, byte[] body) {}
}
