package io.github.idempotency.sample.torture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the database says took place: business tables and records, read past the library and past the proxies. */
final class Ledger {

    private static final BigDecimal OPENING_BALANCE = new BigDecimal("1000000000.00");

    private static final String EFFECTS = """
            select 'PAYMENT' as kind, (amount * 100)::bigint - %d as number, id::text as id from payment
            union all select 'TRANSFER', (amount * 100)::bigint, id::text from transfer
            union all select 'REFUND', (amount * 100)::bigint, id::text from refund
            union all select 'EVENT', substring(type from 9)::bigint, id::text from event""".formatted(OperationPlan.PAYMENT_BASE);

    /** What has to be zero everywhere: the balance and the ledger against what payments, refunds and transfers add up to. */
    private static final String BALANCES = """
            with movement as (
                select account_id, -amount as amount from payment
                union all select p.account_id, r.amount from refund r join payment p on p.id = r.payment_id
                union all select from_account, -amount from transfer
                union all select to_account, amount from transfer)
            select a.id,
                   a.balance - ? as moved,
                   coalesce((select sum(amount) from ledger_entry l where l.account_id = a.id), 0) as entered,
                   coalesce((select sum(amount) from movement m where m.account_id = a.id), 0) as explained
            from account a
            where a.id like 'torture-%'""";

    private static final String TOTAL = """
            select sum(balance) - count(*) * ?
                       + (select coalesce(sum(amount), 0) from payment)
                       - (select coalesce(sum(amount), 0) from refund)
            from account
            where id like 'torture-%'""";

    private static final String REFUNDED = """
            select p.id::text || ' says ' || p.refunded || ', its refunds are ' || coalesce(sum(r.amount), 0)
            from payment p left join refund r on r.payment_id = p.id
            group by p.id
            having p.refunded <> coalesce(sum(r.amount), 0)""";

    private static final String RECORDS = "select idempotency_key, state, fence, applied from idempotency_record";

    private final JdbcClient jdbc;

    Ledger(DatabaseServer database) {
        this.jdbc = JdbcClient.create(new DriverManagerDataSource(database.url()));
    }

    void openAccounts() {
        for (int i = 0; i < OperationPlan.ACCOUNTS; i++) {
            jdbc.sql("insert into account (id, balance, currency) values (?, ?, 'EUR')")
                    .params(OperationPlan.account(i), OPENING_BALANCE)
                    .update();
        }
    }

    /** The ids of the effects of each operation, by its number. */
    Map<Effect, List<String>> effects() {
        Map<Effect, List<String>> effects = new HashMap<>();
        jdbc.sql(EFFECTS)
                .query((row, n) -> effects.computeIfAbsent(
                                new Effect(OperationKind.valueOf(row.getString("kind")), row.getInt("number")),
                                number -> new ArrayList<>())
                        .add(row.getString("id")))
                .list();
        return effects;
    }

    /** What does not add up. */
    List<String> contradictions() {
        List<String> contradictions = new ArrayList<>();
        List<Balance> balances = jdbc.sql(BALANCES)
                .param(OPENING_BALANCE)
                .query((row, n) -> new Balance(
                        row.getString("id"),
                        row.getBigDecimal("moved"),
                        row.getBigDecimal("entered"),
                        row.getBigDecimal("explained")))
                .list();
        balances.stream()
                .filter(balance -> !balance.addsUp())
                .map(Balance::toString)
                .forEach(contradictions::add);
        BigDecimal total =
                jdbc.sql(TOTAL).param(OPENING_BALANCE).query(BigDecimal.class).single();
        if (total.signum() != 0) {
            contradictions.add("All balances together are off by " + total);
        }
        contradictions.addAll(jdbc.sql(REFUNDED).query(String.class).list());
        return contradictions;
    }

    List<KeyRecord> records() {
        return jdbc.sql(RECORDS)
                .query((row, n) -> new KeyRecord(
                        row.getString("idempotency_key"),
                        row.getInt("state"),
                        row.getLong("fence"),
                        row.getBoolean("applied")))
                .list();
    }

    /** What an effect tells of its operation. */
    record Effect(OperationKind kind, int number) {}

    /** A record of the library, as its table has it. */
    record KeyRecord(String key, int state, long fence, boolean applied) {

        boolean isInProgress() {
            return state == 0;
        }

        boolean isUncertain() {
            return state == 2;
        }
    }

    private record Balance(String account, BigDecimal moved, BigDecimal entered, BigDecimal explained) {

        boolean addsUp() {
            return moved.compareTo(entered) == 0 && moved.compareTo(explained) == 0;
        }
    }
}
