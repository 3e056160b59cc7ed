package io.github.idempotency.web;

import io.github.idempotency.core.ActiveExecution;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sees to it that asynchronous processing that ends without another dispatch, or by a time-out, ends the exchange rightly. */
final class AsyncFollower {

    private final Exchange exchange;
    private final ExchangeFinisher finisher;

    AsyncFollower(Exchange exchange, ExchangeFinisher finisher) {
        this.exchange = exchange;
        this.finisher = finisher;
    }

    AsyncContext follow(AsyncContext context) {
        exchange.markAsync();
        context.addListener(new TimeoutListener());
        return new FollowedContext(context);
    }

    private final class TimeoutListener implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            exchange.markTimedOut();
        }

        @Override
        public void onError(AsyncEvent event) {
            exchange.markTimedOut();
        }

        /** An exchange that nobody finished by now may still be finished by an ERROR dispatch, or never. */
        @Override
        public void onComplete(AsyncEvent event) {
            ActiveExecution execution = exchange.execution();
            if (execution != null && !exchange.isFinished()) {
                execution.stopRenewing();
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    /** Finishes the exchange before the container finishes the response. */
    private final class FollowedContext implements AsyncContext {

        private final AsyncContext delegate;

        FollowedContext(AsyncContext delegate) {
            this.delegate = delegate;
        }

        @Override
        public void complete() {
            try {
                finisher.finish(exchange, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ServletException e) {
                throw new IllegalStateException(e);
            } finally {
                delegate.complete();
            }
        }

        @Override
        public ServletRequest getRequest() {
            return delegate.getRequest();
        }

        @Override
        public ServletResponse getResponse() {
            return delegate.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return delegate.hasOriginalRequestAndResponse();
        }

        @Override
        public void dispatch() {
            delegate.dispatch();
        }

        @Override
        public void dispatch(String path) {
            delegate.dispatch(path);
        }

        @Override
        public void dispatch(ServletContext context, String path) {
            delegate.dispatch(context, path);
        }

        @Override
        public void start(Runnable runnable) {
            delegate.start(runnable);
        }

        @Override
        public void addListener(AsyncListener listener) {
            delegate.addListener(listener);
        }

        @Override
        public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
            delegate.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return delegate.createListener(type);
        }

        @Override
        public void setTimeout(long timeout) {
            delegate.setTimeout(timeout);
        }

        @Override
        public long getTimeout() {
            return delegate.getTimeout();
        }
    }
}
