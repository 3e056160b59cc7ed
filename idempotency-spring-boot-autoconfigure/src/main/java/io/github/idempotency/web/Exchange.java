package io.github.idempotency.web;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.core.ActiveExecution;
import io.github.idempotency.core.ClaimScope;
import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.ExecutionSteps;
import io.github.idempotency.core.FingerprintSource;
import io.github.idempotency.core.HandlerResult;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.web.HeldRefusals.HeldAnswer;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;

/**
 * One request to an idempotent operation on its way through the dispatches it takes. It hangs on the request as an attribute,
 * so that it is opened once, whatever forwards, asynchronous and error dispatches follow.
 */
final class Exchange {

    private static final String ATTRIBUTE = Exchange.class.getName();

    private final Operation operation;
    private final Object handler;
    private final IdempotencyRequest request;
    private final String clientVersion;

    private CapturingResponse response;
    private @Nullable RecordKey key;
    private @Nullable FingerprintSource fingerprint;
    private @Nullable ActiveExecution execution;
    private @Nullable PendingAnswer pendingAnswer;
    private @Nullable HeldAnswer heldAnswer;
    private @Nullable RuntimeException commitFailure;
    private @Nullable ClaimScope scope;
    private @Nullable CurrentExecution current;
    private CurrentExecution.@Nullable Scope currentScope;

    private boolean handlerReached;
    private boolean refusedOnTheWay;
    private boolean takenForDisconnection;
    private boolean adviceExpected;
    private boolean adviceReached;
    private boolean returned;
    private boolean awaitingErrorDispatch;
    private boolean escaped;
    private boolean downstreamUnavailable;
    private volatile boolean async;
    private volatile boolean timedOut;
    private boolean finished;

    private Exchange(Operation operation, Object handler, IdempotencyRequest request, String clientVersion) {
        this.operation = operation;
        this.handler = handler;
        this.request = request;
        this.response = request.response();
        this.clientVersion = clientVersion;
    }

    static Exchange open(Operation operation, Object handler, IdempotencyRequest request, String clientVersion) {
        Exchange exchange = new Exchange(operation, handler, request, clientVersion);
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    static @Nullable Exchange of(ServletRequest request) {
        return (Exchange) request.getAttribute(ATTRIBUTE);
    }

    Operation operation() {
        return operation;
    }

    /** What the dispatcher calls: a handler method or a handler function. */
    Object handler() {
        return handler;
    }

    boolean isHandler(Method method) {
        if (!(handler instanceof HandlerMethod handlerMethod)) {
            return false;
        }
        Method own = handlerMethod.getMethod();
        return own.getName().equals(method.getName())
                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes());
    }

    IdempotencyRequest request() {
        return request;
    }

    String clientVersion() {
        return clientVersion;
    }

    CapturingResponse response() {
        return response;
    }

    /** Goes on with the response of another dispatch. */
    void continueWith(CapturingResponse next) {
        this.response = next;
    }

    /**
     * Names the record.
     *
     * @param fingerprint computes the fingerprint; null if the request is not protected
     */
    void identify(RecordKey key, @Nullable FingerprintSource fingerprint) {
        this.key = key;
        this.fingerprint = fingerprint;
    }

    @Nullable
    RecordKey key() {
        return key;
    }

    @Nullable
    FingerprintSource fingerprint() {
        return fingerprint;
    }

    void run(ActiveExecution execution) {
        this.execution = execution;
        if (key != null) {
            current = new CurrentExecution(
                    new HandlerExecution(key, execution.isClaimed(), execution.fence(), execution.steps()),
                    execution.isFreedByFailure());
        }
    }

    @Nullable
    ActiveExecution execution() {
        return execution;
    }

    /** The execution as the application's code sees it; null if the handler is not to run. */
    @Nullable
    CurrentExecution current() {
        return current;
    }

    /** The execution as the handler sees it; null while nothing names a record. */
    @Nullable
    IdempotentExecution handlerExecution() {
        if (current != null) {
            return current.execution();
        }
        return key == null ? null : new HandlerExecution(key, isProtected(), fence(), steps());
    }

    /** Has the current thread work for this exchange, its transactions carry the record's marker, until {@link #leave}. */
    void enter() {
        scope = execution == null ? null : execution.enter();
        currentScope = current == null ? null : current.open();
    }

    /** Called by the thread that entered; does nothing if it did not. */
    void leave() {
        if (scope != null) {
            scope.close();
            scope = null;
        }
        if (currentScope != null) {
            currentScope.close();
            currentScope = null;
        }
    }

    /** Whether a duplicate of the request is recognised. */
    boolean isProtected() {
        return execution != null && execution.isClaimed();
    }

    long fence() {
        return execution == null ? 0 : execution.fence();
    }

    ExecutionSteps steps() {
        return execution == null ? ExecutionSteps.UNKEPT : execution.steps();
    }

    /** Answers with this in place of the handler, once authorisation is through. */
    void answerLater(PendingAnswer answer) {
        this.pendingAnswer = answer;
    }

    @Nullable
    PendingAnswer pendingAnswer() {
        return pendingAnswer;
    }

    /** Takes the answer, to be written now; null if there is none or it was taken. */
    @Nullable
    PendingAnswer takeAnswer() {
        PendingAnswer answer = pendingAnswer;
        pendingAnswer = null;
        return answer;
    }

    /** Has this answered a while after the request has left the dispatcher. */
    void hold(HeldAnswer answer) {
        heldAnswer = answer;
    }

    /** Takes the answer that is to be held; null if there is none or it was taken. */
    @Nullable
    HeldAnswer takeHeldAnswer() {
        HeldAnswer answer = heldAnswer;
        heldAnswer = null;
        return answer;
    }

    /** All interceptors have let the request pass. */
    void markHandlerReached() {
        handlerReached = true;
    }

    /** Resolving arguments, validation or method security refused the request before the handler was entered. */
    void markRefusedOnTheWay() {
        refusedOnTheWay = true;
    }

    /** The handler failed in a way that is taken for a client that went away, which nobody answers. */
    void markTakenForDisconnection() {
        takenForDisconnection = true;
    }

    /** Whether the handler failed and the response says nothing of it: an empty success that never was. */
    boolean isFailureSwallowed() {
        return takenForDisconnection
                && !response.isErrorSent()
                && response.getStatus() == HttpServletResponse.SC_OK
                && response.isEmpty();
    }

    /** The handler's method security is passed through before it is entered. */
    void expectAdvice() {
        adviceExpected = true;
    }

    boolean isAdviceExpected() {
        return adviceExpected;
    }

    void markAdviceReached() {
        adviceReached = true;
    }

    void markAsync() {
        async = true;
    }

    boolean isAsync() {
        return async;
    }

    void markTimedOut() {
        timedOut = true;
    }

    /** The handler failed because another service gave no answer, and the client is told to come back. */
    void markDownstreamUnavailable() {
        downstreamUnavailable = true;
    }

    boolean isDownstreamUnavailable() {
        return downstreamUnavailable;
    }

    void markEscaped() {
        escaped = true;
    }

    void awaitErrorDispatch() {
        awaitingErrorDispatch = true;
    }

    boolean isAwaitingErrorDispatch() {
        return awaitingErrorDispatch;
    }

    void failCommit(RuntimeException failure) {
        commitFailure = failure;
    }

    @Nullable
    RuntimeException commitFailure() {
        return commitFailure;
    }

    /** Returns true the first time. */
    boolean markReturned() {
        boolean first = !returned;
        returned = true;
        return first;
    }

    /** Returns true the first time. */
    synchronized boolean markFinished() {
        boolean first = !finished;
        finished = true;
        return first;
    }

    synchronized boolean isFinished() {
        return finished;
    }

    HandlerResult result() {
        boolean began = handlerReached && !refusedOnTheWay && (!adviceExpected || adviceReached);
        return new HandlerResult(response.getStatus(), began, escaped || isFailureSwallowed(), timedOut);
    }
}
