package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.EffectMarking;
import io.github.idempotency.store.jpa.AppliedMarker;
import io.github.idempotency.store.jpa.DataSources;
import io.github.idempotency.store.jpa.MarkingProof;
import io.github.idempotency.store.jpa.MarkingProof.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

/**
 * Adds the marker to each transaction manager on the store's database, and has a transaction of each prove that it marks. Boot
 * would add a listener to its own manager only.
 */
final class ProvenMarking implements MarkedTransactions, SmartInitializingSingleton {

    private final ListableBeanFactory beans;
    private final RawTransactionManagers raw;
    private final DataSource dataSource;
    private final PlatformTransactionManager chosen;
    private final Duration timeout;
    private final boolean provable;
    private @Nullable Finding finding;

    /**
     * Adds nothing yet.
     *
     * @param dataSource the store's
     * @param chosen     the manager that the store uses
     * @param provable   whether transactions may be begun
     */
    ProvenMarking(
            ListableBeanFactory beans,
            RawTransactionManagers raw,
            DataSource dataSource,
            PlatformTransactionManager chosen,
            Duration timeout,
            boolean provable) {
        this.beans = beans;
        this.raw = raw;
        this.dataSource = dataSource;
        this.chosen = chosen;
        this.timeout = timeout;
        this.provable = provable;
    }

    /** All beans of the type, by name, whether or not they are candidates for injection without a qualifier. */
    static Map<String, PlatformTransactionManager> managers(ListableBeanFactory beans) {
        return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, PlatformTransactionManager.class, false, true);
    }

    @Override
    public void afterSingletonsInstantiated() {
        find();
    }

    @Override
    public synchronized Finding find() {
        Finding known = finding;
        if (known == null) {
            known = look();
            finding = known;
        }
        return known;
    }

    private Finding look() {
        Map<String, PlatformTransactionManager> managers = managers(beans);
        Map<String, MarkingProof> proofs = new LinkedHashMap<>();
        managers.forEach((name, bean) -> proofs.put(name, mark(bean, raw.behind(name, bean))));
        List<String> marked = new ArrayList<>();
        List<String> unmarked = new ArrayList<>();
        List<String> unproven = new ArrayList<>();
        proofs.forEach((name, proof) -> {
            if (proof.verdict() == Verdict.FAILS) {
                unmarked.add("'" + name + "': " + proof.reason());
            } else {
                marked.add(name);
            }
            if (proof.verdict() == Verdict.UNKNOWN) {
                unproven.add("'" + name + "': " + proof.reason());
            }
        });
        String atomic = managers.entrySet().stream()
                .filter(entry -> entry.getValue() == chosen)
                .map(entry -> proofs.get(entry.getKey()))
                .filter(proof -> proof != null && proof.verdict() == Verdict.FAILS)
                .map(MarkingProof::reason)
                .findFirst()
                .orElse("");
        return new Finding(marking(managers, marked), atomic, marked, unmarked, unproven);
    }

    /** What {@code @Transactional} without a name uses decides. */
    private EffectMarking marking(Map<String, PlatformTransactionManager> managers, List<String> marked) {
        if (marked.isEmpty()) {
            return EffectMarking.NONE;
        }
        PlatformTransactionManager usual =
                beans.getBeanProvider(PlatformTransactionManager.class).getIfUnique();
        boolean usualIsMarked = usual == null || marked.stream().anyMatch(name -> managers.get(name) == usual);
        return usualIsMarked ? EffectMarking.TRANSACTIONAL : EffectMarking.PARTIAL;
    }

    private MarkingProof mark(PlatformTransactionManager bean, PlatformTransactionManager manager) {
        DataSource bound = DataSources.of(manager);
        if (bound == null && manager instanceof AbstractPlatformTransactionManager) {
            return fails("it works on something else than a DataSource");
        }
        if (bound != null && !DataSources.areSame(bound, dataSource)) {
            return fails("it works on another DataSource than the idempotency store");
        }
        if (!(manager instanceof ConfigurableTransactionManager configurable)) {
            return fails(
                    "its class " + manager.getClass().getName()
                            + " takes no listeners: declare the manager that it wraps as the bean, or implement ConfigurableTransactionManager");
        }
        AppliedMarker marker = new AppliedMarker(manager, bound == null ? dataSource : bound, timeout);
        configurable.addListener(marker);
        return provable ? MarkingProof.of(bean, marker) : new MarkingProof(Verdict.UNKNOWN, "");
    }

    private static MarkingProof fails(String reason) {
        return new MarkingProof(Verdict.FAILS, reason);
    }
}
