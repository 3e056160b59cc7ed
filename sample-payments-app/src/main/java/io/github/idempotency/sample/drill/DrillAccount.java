package io.github.idempotency.sample.drill;

import java.math.BigDecimal;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The accounts that drills move money on, so that they neither touch nor count anyone else's. One pair for each process. */
class DrillAccount {

    static final String TENANT = "drill";

    private final String id = "drill-" + UUID.randomUUID().toString().substring(0, 8);

    private final JdbcClient jdbc;

    private final boolean providerIsHere;

    /** An amount nobody else is likely to pay meanwhile: the provider knows charges by amount, not by account. */
    private volatile BigDecimal amount = BigDecimal.ONE;

    DrillAccount(JdbcClient jdbc, boolean providerIsHere) {
        this.jdbc = jdbc;
        this.providerIsHere = providerIsHere;
    }

    /** Fills the accounts up, and takes a new amount. */
    void prepare() {
        for (String account : new String[] {payer(), payee()}) {
            jdbc.sql("""
                            insert into account (id, balance, currency) values (?, 1000000.00, 'EUR')
                            on conflict (id) do update set balance = excluded.balance""").param(account).update();
        }
        amount = BigDecimal.valueOf(ThreadLocalRandom.current().nextLong(100, 10_000), 2);
    }

    String payer() {
        return id;
    }

    String payee() {
        return id + "-payee";
    }

    String amount() {
        return amount.toPlainString();
    }

    int payments() {
        return count("select count(*) from payment where account_id = ?", payer());
    }

    int transfers() {
        return count("select count(*) from transfer where from_account = ?", payer());
    }

    /** Whether charges can be counted: the simulator keeps them in this service's database. */
    boolean countsCharges() {
        return providerIsHere;
    }

    int charges() {
        return count("select count(*) from provider_charge where amount = ?", amount);
    }

    private int count(String query, Object parameter) {
        return jdbc.sql(query).param(parameter).query(Integer.class).single();
    }
}
