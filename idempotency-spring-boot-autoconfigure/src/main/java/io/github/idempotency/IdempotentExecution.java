package io.github.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What a handler can learn about the request it serves. Declare a parameter of this type on an {@link Idempotent} method.
 *
 * <p>A request that runs unprotected (no key and none required, or bypassed while the store is away) has an execution too,
 * with a key generated for it, so that handler code needs no second branch; {@link #isProtected()} tells the two apart.
 */
public interface IdempotentExecution {

    /** The client's key as decoded from the header, or a generated one if the request is not protected. */
    String key();

    /** Name of the tenant the key belongs to; empty for anonymous callers. */
    String tenant();

    /** Name of the operation. */
    String operation();

    /** Whether a duplicate of this request will be recognised. */
    boolean isProtected();

    /**
     * The number of the claim this execution runs under. It grows at every takeover of the record; zero if the execution
     * holds no claim ({@link ExecutionMode#ATOMIC}, or not protected).
     */
    long fence();

    /**
     * A key for a call that this handler makes to another service: the same for every retry of the request on any
     * instance, different for each step, tenant, operation and key. It does not reveal the client's key.
     *
     * @param step name of the call within the handler, such as {@code charge}
     * @return 36 characters in the form of a UUID (version 8, RFC 9562)
     * @throws IllegalArgumentException if the step is blank
     */
    String derivedKey(String step);

    /**
     * Runs a part of the handler that must not be repeated, such as a call to a payment provider, and keeps its result with the
     * record: a request that takes an abandoned execution over gets the result, and the part does not run again. The result is
     * stored in a transaction of its own before this returns, whatever transaction is open; that takes a second connection.
     *
     * <p>A crash while the step runs leaves nothing of it, so the call in it should carry a {@linkplain #derivedKey derived
     * key}. Once a step is finished the key is no longer freed by a failure: the next request resumes the operation, or it is
     * given up after {@code idempotency.reconcile.abandon-after} and undone, see {@link StepCompensation}. The handler has to
     * reach its steps in the same way each time, and to find out by itself what it needs from outside of them.
     *
     * <p>A step of a name that is finished already is not run, in the same execution neither. An execution that holds no claim
     * runs every step and keeps nothing: so does the default of this method.
     *
     * @param name   name of the step, unique in the operation: 1 to 100 letters, digits, dots, dashes and underscores
     * @param type   type of the result, which goes through the application's {@code JsonMapper}; {@code Void.class} for none
     * @param action the part
     * @return the result of the action, or of its run in an earlier execution
     * @throws E                        what the action throws; then the step is not finished
     * @throws ClaimLostException       if the record is another's by now; the handler must not go on
     * @throws IllegalStateException    in {@link ExecutionMode#ATOMIC}, where all is undone together; if the step is running in
     *                                  another thread; if there is no {@code JsonMapper}; or if the result of an earlier
     *                                  execution was not kept, since it was too big or could not be written, or cannot be read
     * @throws IllegalArgumentException if the name is not one
     */
    default <T extends @Nullable Object, E extends Exception> T step(
            String name, Class<T> type, StepAction<? extends T, E> action) throws E {
        return action.run();
    }
}
