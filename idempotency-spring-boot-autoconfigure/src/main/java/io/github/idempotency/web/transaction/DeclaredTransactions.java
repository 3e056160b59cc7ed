package io.github.idempotency.web.transaction;

import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.core.policy.TransactionSettings;
import io.github.idempotency.web.HandlerTransactions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.interceptor.NoRollbackRuleAttribute;
import org.springframework.transaction.interceptor.RuleBasedTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * What handlers declare by {@code @Transactional}. A handler joins the transaction that is open when it is called, and what it
 * declares is of no account then; so isolation and timeout are taken over when that transaction begins, and what cannot be
 * taken over is refused.
 */
public final class DeclaredTransactions implements HandlerTransactions {

    private final TransactionAttributeSource attributes;
    private final AtomicStore store;
    private final BeanFactory beanFactory;

    /**
     * Creates a reader.
     *
     * @param attributes  reads what is declared
     * @param store       opens the transactions
     * @param beanFactory knows the transaction managers that handlers name
     */
    public DeclaredTransactions(TransactionAttributeSource attributes, AtomicStore store, BeanFactory beanFactory) {
        this.attributes = attributes;
        this.store = store;
        this.beanFactory = beanFactory;
    }

    @Override
    public TransactionSettings settings(String operation, HandlerMethod handler) {
        TransactionAttribute declared = attributes.getTransactionAttribute(handler.getMethod(), handler.getBeanType());
        if (declared == null) {
            return TransactionSettings.DEFAULT;
        }
        String contradiction = contradiction(declared);
        if (contradiction != null) {
            throw new InvalidPolicyException(
                    "Operation '" + operation + "' (" + handler.getShortLogMessage()
                            + ") has execution ATOMIC, and its handler or the handler's class is @Transactional with "
                            + contradiction + '.',
                    "Remove that from the annotation on the handler, or use execution LEASE for this operation.");
        }
        return new TransactionSettings(isolation(declared), timeout(declared));
    }

    private @Nullable String contradiction(TransactionAttribute declared) {
        if (declared.isReadOnly()) {
            return "readOnly = true: a read-only transaction cannot write the record";
        }
        int propagation = declared.getPropagationBehavior();
        if (propagation == TransactionDefinition.PROPAGATION_REQUIRES_NEW
                || propagation == TransactionDefinition.PROPAGATION_NOT_SUPPORTED
                || propagation == TransactionDefinition.PROPAGATION_NEVER
                || propagation == TransactionDefinition.PROPAGATION_NESTED) {
            return "propagation = " + name(propagation)
                    + ": the handler has to join the transaction that the record is written in";
        }
        if (declared instanceof RuleBasedTransactionAttribute rules
                && rules.getRollbackRules().stream().anyMatch(NoRollbackRuleAttribute.class::isInstance)) {
            return "noRollbackFor: ATOMIC rolls back whenever the handler fails, and would undo what is to be kept";
        }
        return otherManager(declared.getQualifier());
    }

    private @Nullable String otherManager(@Nullable String qualifier) {
        if (!StringUtils.hasText(qualifier)) {
            return null;
        }
        try {
            TransactionManager manager =
                    BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory, TransactionManager.class, qualifier);
            return store.beginsWith(manager)
                    ? null
                    : "transactionManager \"" + qualifier + "\", which is not the one of the idempotency store";
        } catch (NoSuchBeanDefinitionException e) {
            return "transactionManager \"" + qualifier + "\", which is not the name or qualifier of one bean";
        }
    }

    private static String name(int propagation) {
        for (Propagation value : Propagation.values()) {
            if (value.value() == propagation) {
                return value.name();
            }
        }
        return String.valueOf(propagation);
    }

    private static TransactionSettings.@Nullable Isolation isolation(TransactionAttribute declared) {
        for (Isolation value : Isolation.values()) {
            if (value != Isolation.DEFAULT && value.value() == declared.getIsolationLevel()) {
                return TransactionSettings.Isolation.valueOf(value.name());
            }
        }
        return null;
    }

    private static @Nullable Duration timeout(TransactionAttribute declared) {
        int seconds = declared.getTimeout();
        return seconds > 0 ? Duration.ofSeconds(seconds) : null;
    }
}
