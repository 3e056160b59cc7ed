package io.github.idempotency.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A request that is passed through untouched, until its body was read for the fingerprint: then the body is served again. Where
 * an exchange is under way, it also follows asynchronous processing.
 */
final class IdempotencyRequest extends HttpServletRequestWrapper {

    private final CapturingResponse response;
    private @Nullable Body body;
    private @Nullable Map<String, String[]> parameters;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable AsyncFollower asyncFollower;
    private @Nullable String asyncRefusal;

    IdempotencyRequest(HttpServletRequest request, CapturingResponse response) {
        super(request);
        this.response = response;
    }

    /** A body that can be opened in place of the original one. */
    @FunctionalInterface
    interface Body {

        InputStream open() throws IOException;
    }

    CapturingResponse response() {
        return response;
    }

    /** Serves this body from now on. */
    void replaceBody(Body body) {
        this.body = body;
    }

    /** Has these parameters from now on. */
    void replaceParameters(Map<String, String[]> parameters) {
        this.parameters = parameters;
    }

    @Override
    public @Nullable String getParameter(String name) {
        if (parameters == null) {
            return super.getParameter(name);
        }
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters == null ? super.getParameterMap() : Collections.unmodifiableMap(parameters);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return parameters == null ? super.getParameterNames() : Collections.enumeration(parameters.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        if (parameters == null) {
            return super.getParameterValues(name);
        }
        String[] values = parameters.get(name);
        return values == null ? null : values.clone();
    }

    /** Follows asynchronous processing from now on. */
    void followAsync(AsyncFollower follower) {
        this.asyncFollower = follower;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            return super.getInputStream();
        }
        Assert.state(reader == null, "getReader() has already been called for this request");
        if (stream == null) {
            stream = new BufferedBody(body.open());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (body == null) {
            return super.getReader();
        }
        Assert.state(stream == null, "getInputStream() has already been called for this request");
        if (reader == null) {
            String charset = getCharacterEncoding();
            reader = new BufferedReader(
                    charset == null
                            ? new InputStreamReader(body.open(), StandardCharsets.ISO_8859_1)
                            : new InputStreamReader(body.open(), charset));
        }
        return reader;
    }

    @Override
    public @Nullable RequestDispatcher getRequestDispatcher(String path) {
        RequestDispatcher dispatcher = super.getRequestDispatcher(path);
        return dispatcher == null || !response.isCapturing() ? dispatcher : new CapturedDispatcher(dispatcher);
    }

    /** Has asynchronous processing refused from now on. */
    void refuseAsync(String reason) {
        this.asyncRefusal = reason;
    }

    @Override
    public AsyncContext startAsync() {
        // Without arguments a container would go on with its own response, past the capture.
        return asyncFollower == null && asyncRefusal == null ? super.startAsync() : startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        if (asyncRefusal != null) {
            throw new IllegalStateException(asyncRefusal);
        }
        AsyncContext context = super.startAsync(request, response);
        return asyncFollower == null ? context : asyncFollower.follow(context);
    }
}
