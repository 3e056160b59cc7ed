package io.github.idempotency.sample.torture;

import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.AtomicTransaction;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.StoredRecord;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;

/** Puts itself in front of the store and breaks one of its promises. */
final class StoreSaboteur implements BeanPostProcessor {

    /** How long an answer is ahead of its commit. */
    private static final Duration HEAD_START = Duration.ofMillis(100);

    private static final Set<String> FENCED = Set.of("complete", "release", "lapse", "markUncertain", "markApplied");

    private final Sabotage sabotage;

    StoreSaboteur(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof IdempotencyStore store)) {
            return bean;
        }
        return proxy(store, ClassUtils.getAllInterfaces(store), (proxy, method, arguments) -> switch (sabotage) {
            case NONE -> call(store, method, arguments);
            case FENCE_OFF -> call(store, method, withTheOwnersClaim(store, method, arguments));
            case MARKER_OFF -> method.getName().equals("markApplied") ? true : call(store, method, arguments);
            case ANSWER_BEFORE_COMMIT -> {
                Object result = call(store, method, arguments);
                yield result instanceof Attempt.Begun begun ? new Attempt.Begun(careless(begun.transaction())) : result;
            }
        });
    }

    private static Object[] withTheOwnersClaim(IdempotencyStore store, Method method, Object[] arguments) {
        if (!FENCED.contains(method.getName())) {
            return arguments;
        }
        Object[] changed = arguments.clone();
        Claim own = (Claim) arguments[0];
        changed[0] = store.find(own.id()).map(StoredRecord::claim).orElse(own);
        return changed;
    }

    private static AtomicTransaction careless(AtomicTransaction transaction) {
        return (AtomicTransaction) proxy(
                transaction, new Class<?>[] {AtomicTransaction.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("commit")) {
                        return call(transaction, method, arguments);
                    }
                    Pause.of(HEAD_START);
                    try {
                        return call(transaction, method, arguments);
                    } catch (RuntimeException tooLateToTellTheClient) {
                        return null;
                    }
                });
    }

    private static Object proxy(Object target, Class<?>[] interfaces, InvocationHandler handler) {
        return Proxy.newProxyInstance(target.getClass().getClassLoader(), interfaces, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException exception) {
            throw exception.getTargetException();
        }
    }
}
