package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.Advised;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.core.DecoratingProxy;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.interceptor.TransactionalProxy;

class StoreRuntimeHintsTests {

    private final RuntimeHints hints = new RuntimeHints();

    StoreRuntimeHintsTests() {
        new StoreRuntimeHints().registerHints(hints, getClass().getClassLoader());
    }

    @Test
    void keepTheSql() {
        assertThat(resource()
                        .forResource("io/github/idempotency/store/schema/postgresql/V1__create_idempotency_record.sql"))
                .accepts(hints);
        assertThat(resource().forResource("io/github/idempotency/store/schema/postgresql"))
                .accepts(hints);
    }

    @Test
    void keepTheEntity() throws Exception {
        assertThat(reflection().onType(IdempotencyRecord.class)).accepts(hints);
        assertThat(reflection().onFieldAccess(IdempotencyRecord.class.getDeclaredField("body")))
                .accepts(hints);
    }

    @Test
    void keepTheRepository() throws Exception {
        Class<?> repository = Class.forName("io.github.idempotency.store.jpa.RecordRepository");
        assertThat(proxies()
                        .forInterfaces(
                                repository,
                                Repository.class,
                                TransactionalProxy.class,
                                Advised.class,
                                DecoratingProxy.class))
                .accepts(hints);
        assertThat(reflection().onType(repository)).accepts(hints);
    }

    @Test
    void keepTheProjectionAsSpringDataBuildsIt() throws Exception {
        Class<?> projection = Class.forName("io.github.idempotency.store.jpa.RecordRepository$OperationCount");
        SpelAwareProxyProjectionFactory factory = new SpelAwareProxyProjectionFactory();
        factory.setBeanClassLoader(projection.getClassLoader());
        Object proxy = factory.createProjection(projection, Map.of());
        assertThat(proxies().forInterfaces(proxy.getClass().getInterfaces())).accepts(hints);
        assertThat(reflection().onMethodInvocation(projection.getMethod("getCount")))
                .accepts(hints);
    }
}
