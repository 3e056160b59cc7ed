package io.github.idempotency;

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
}
