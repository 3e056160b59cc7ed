package io.github.idempotency.sample.simulate;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** Goes around the handler of a write, where the library has claimed the key and Spring MVC has validated the request. */
class SimulateInterceptor implements MethodInterceptor {

    @Override
    public @Nullable Object invoke(MethodInvocation handler) throws Throwable {
        Simulation simulation = Simulation.current();
        Simulation.sleep(simulation.delay());
        if (simulation.fail() != null) {
            throw new SimulatedFailureException(simulation.fail(), "before");
        }
        Object result = handler.proceed();
        if (simulation.failAfter() != null) {
            throw new SimulatedFailureException(simulation.failAfter(), "after");
        }
        return result;
    }
}
