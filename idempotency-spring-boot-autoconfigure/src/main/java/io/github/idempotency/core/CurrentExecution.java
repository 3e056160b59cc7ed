package io.github.idempotency.core;

import io.github.idempotency.IdempotentExecution;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The execution whose handler a thread works for: what outgoing calls derive their keys from. One object for each request, shared
 * by all threads that work for it; a thread that is to work for it too {@linkplain #open opens} it.
 */
public final class CurrentExecution {

    private static final ThreadLocal<@Nullable CurrentExecution> CURRENT = new ThreadLocal<>();

    /** A handler that calls more failing services than this is told apart by the last of them. */
    private static final int MAX_UNANSWERED = 32;

    private final IdempotentExecution execution;
    private final boolean freedByFailure;
    private final @Nullable InboundCall inbound;
    private final @Nullable String step;
    private final Map<String, CallOrder> calls = new ConcurrentHashMap<>();
    private final Deque<UnansweredCall> unanswered;

    /**
     * Makes the execution of a request.
     *
     * @param execution      as the handler sees it
     * @param freedByFailure whether a failure of the handler leaves the key to the next attempt
     */
    public CurrentExecution(IdempotentExecution execution, boolean freedByFailure) {
        this(execution, freedByFailure, InboundCall.get(), null, new ConcurrentLinkedDeque<>());
    }

    private CurrentExecution(
            IdempotentExecution execution,
            boolean freedByFailure,
            @Nullable InboundCall inbound,
            @Nullable String step,
            Deque<UnansweredCall> unanswered) {
        this.execution = execution;
        this.freedByFailure = freedByFailure;
        this.inbound = inbound;
        this.step = step;
        this.unanswered = unanswered;
    }

    /** The same execution within a step, whose calls are counted on their own: a resumption may begin with any step. */
    public CurrentExecution inStep(String name) {
        return new CurrentExecution(execution, freedByFailure, inbound, name, unanswered);
    }

    /** Whether a failure of the handler leaves the key to the next attempt, so that a caller may be asked for one. */
    public boolean isFreedByFailure() {
        return freedByFailure;
    }

    /** Notes a call that was given up, though another attempt later may succeed. */
    public void note(UnansweredCall call) {
        unanswered.addFirst(call);
        if (unanswered.size() > MAX_UNANSWERED) {
            unanswered.pollLast();
        }
    }

    /** The given-up call that an exception tells of; null if it tells of none. */
    public @Nullable UnansweredCall unansweredBehind(Throwable exception) {
        for (UnansweredCall call : unanswered) {
            if (call.isToldBy(exception)) {
                return call;
            }
        }
        return null;
    }

    /** The step that is being run; null outside of steps. */
    public @Nullable String step() {
        return step;
    }

    /** The one the current thread works for; null if it works for none. */
    public static @Nullable CurrentExecution get() {
        return CURRENT.get();
    }

    /** The execution as the handler sees it. */
    public IdempotentExecution execution() {
        return execution;
    }

    /** What the request says of the call chain it is part of; null if nobody asked it. */
    @Nullable
    InboundCall inbound() {
        return inbound;
    }

    /**
     * The calls of one kind that this execution makes, within this run of the step if it is in one.
     *
     * @param call what the calls have in common, such as method and route
     */
    public CallOrder calls(String call) {
        return calls.computeIfAbsent(call, first -> new CallOrder());
    }

    /** Has the current thread work for this execution until it closes the scope. */
    public Scope open() {
        Scope scope = new Scope(this, CURRENT.get());
        CURRENT.set(this);
        return scope;
    }

    /**
     * Has the current thread work for an execution, until it adopts another; for those who put threads to work.
     *
     * @param execution the execution; null for none
     */
    public static void adopt(@Nullable CurrentExecution execution) {
        if (execution == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(execution);
        }
    }

    /** A stretch of work of one thread; it restores what the thread worked for before. */
    public static final class Scope implements AutoCloseable {

        private final CurrentExecution opened;
        private final @Nullable CurrentExecution outer;

        private Scope(CurrentExecution opened, @Nullable CurrentExecution outer) {
            this.opened = opened;
            this.outer = outer;
        }

        @Override
        public void close() {
            if (CURRENT.get() != opened) {
                return;
            }
            adopt(outer);
        }
    }
}
