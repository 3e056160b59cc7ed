package io.github.idempotency.web.app;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@Service
public class DepositService {

    @PersistenceContext
    private EntityManager entityManager;

    /** Runs when everything but the commit itself is done. */
    public static volatile Runnable beforeCommit = () -> {};

    private final JdbcTemplate jdbc;

    DepositService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    public void deposit(String account) {
        entityManager.persist(new Deposit(account));
    }

    @Transactional
    public void depositByJdbc(String account) {
        jdbc.update("INSERT INTO deposit (id, account) VALUES (gen_random_uuid(), ?)", account);
    }

    /** The parent does not exist: a deferred foreign key complains at commit. */
    @Transactional
    public void depositWithoutParent(String account) {
        jdbc.update(
                "INSERT INTO deposit (id, account, parent) VALUES (gen_random_uuid(), ?, gen_random_uuid())", account);
    }

    @Transactional
    public void depositAndFail(String account) {
        deposit(account);
        throw new IllegalStateException("after the deposit");
    }

    /** Looks for one while the connection dies. */
    @Transactional
    public boolean existsOnALostConnection(String account) {
        try {
            jdbc.execute("SELECT pg_terminate_backend(pg_backend_pid())");
        } catch (DataAccessException lost) {
            // as Hibernate's find does in a transaction that can only be rolled back
        }
        return false;
    }

    @Transactional
    public void depositWithFailingAfterCommit(String account) {
        deposit(account);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                throw new IllegalStateException("after the commit");
            }
        });
    }

    @Transactional
    public void depositWithErrorAtCommit(String account) {
        deposit(account);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                throw new StackOverflowError("as in a cascade of a flush");
            }
        });
    }

    @Transactional
    public void depositWithErrorAfterCommit(String account) {
        deposit(account);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                throw new NoClassDefFoundError("after the commit");
            }
        });
    }

    /** Under SERIALIZABLE no two of these go together. */
    @Transactional
    public int countAndDeposit(String account) {
        int before = jdbc.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
        depositByJdbc(account);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCompletion() {
                beforeCommit.run();
            }
        });
        return before + 1;
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void depositInNewTransaction(String account) {
        deposit(account);
    }

    public void depositInOpenTransaction(String account) {
        depositByJdbc(account);
    }

    @Transactional(readOnly = true)
    public int count(String account) {
        return jdbc.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
    }
}
