package io.github.idempotency.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * A response that is passed through untouched until it is asked to capture. From then on the body is held back, up to a limit,
 * and nothing is committed: status and headers stand in the wrapped response, ready to be changed or thrown away.
 */
final class CapturingResponse extends HttpServletResponseWrapper {

    private final RedirectLocation redirects;
    private @Nullable CaptureBuffer buffer;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private ResponseHeaders before = ResponseHeaders.none();
    private long declaredLength = -1;
    private @Nullable String contentLanguage;
    private boolean errorSent;
    private boolean passedThrough;
    private boolean holdsErrorsBack;
    private @Nullable HeldError heldError;

    CapturingResponse(HttpServletResponse response, RedirectLocation redirects) {
        super(response);
        this.redirects = redirects;
    }

    /** The response of an ERROR dispatch: if the dispatch before it captured, this one does, with an empty body. */
    static CapturingResponse ofErrorDispatch(HttpServletResponse response, CapturingResponse earlier) {
        CapturingResponse next = new CapturingResponse(response, earlier.redirects);
        if (earlier.buffer != null) {
            next.before = earlier.before;
            next.buffer = earlier.buffer.restarted(next::openDelegate);
        }
        return next;
    }

    /** The response of an ASYNC dispatch, around the earlier one: takes its capture over, and the earlier one lets pass. */
    static CapturingResponse ofAsyncDispatch(HttpServletResponse response, CapturingResponse earlier) {
        CapturingResponse next = new CapturingResponse(response, earlier.redirects);
        next.errorSent = earlier.errorSent;
        if (earlier.buffer != null) {
            earlier.flushWriter();
            next.before = earlier.before;
            next.declaredLength = earlier.declaredLength;
            next.contentLanguage = earlier.contentLanguage;
            next.buffer = earlier.buffer.continued(next::openDelegate);
            earlier.stop();
        }
        return next;
    }

    /**
     * Starts to capture.
     *
     * @param limit largest body that is kept; what is larger goes to the client
     */
    void startCapture(long limit) {
        this.before = ResponseHeaders.of(delegate());
        this.buffer = CaptureBuffer.upTo(limit, this::openDelegate);
    }

    /**
     * Starts to capture and to hold back all of the body, and errors until {@link #sendHeldError}.
     *
     * @param limit   largest body that is kept
     * @param maxHeld largest body that is held back; writing more fails
     */
    void startHolding(long limit, long maxHeld) {
        this.before = ResponseHeaders.of(delegate());
        this.buffer = CaptureBuffer.holding(limit, maxHeld, this::openDelegate);
        this.holdsErrorsBack = true;
    }

    /** Whether more was written than can be held back, so that the response is incomplete. */
    boolean isBeyondHolding() {
        return buffer != null && buffer.isBeyondHolding();
    }

    /** The length that the handler declared, by its own or by a message converter's doing. */
    boolean declaresLength() {
        return declaredLength >= 0;
    }

    boolean isCapturing() {
        return buffer != null;
    }

    /** Whether {@code sendError} was called, so that the body will be made by an ERROR dispatch. */
    boolean isErrorSent() {
        return errorSent;
    }

    /** Whether bytes have gone to the client already. */
    boolean isStreaming() {
        return buffer != null && buffer.isStreaming();
    }

    /** Whether the body is too large to be kept. */
    boolean isOverLimit() {
        return buffer != null && buffer.isOverLimit();
    }

    /** Whether nothing of a body was written yet. */
    boolean isEmpty() {
        if (buffer == null) {
            return !passedThrough && !super.isCommitted();
        }
        flushWriter();
        return buffer.size() == 0 && !buffer.isStreaming();
    }

    /** The headers that stood in the response before the handler. */
    ResponseHeaders headersBefore() {
        return before;
    }

    /** The captured body. */
    byte[] capturedBody() {
        flushWriter();
        return capture().toByteArray();
    }

    /** Ends the capture and sends what was captured. */
    void release() throws IOException {
        flushWriter();
        CaptureBuffer captured = capture();
        if (captured.isStreaming()) {
            captured.flush();
        } else {
            stop();
            // Undeclared lengths stay so: a filter further out may change the body.
            if (declaredLength >= 0 && (captured.size() > 0 || declaredLength == 0)) {
                delegate().setContentLength(captured.size());
            }
            if (captured.size() > 0) {
                captured.writeTo(delegate().getOutputStream());
            }
        }
    }

    /** Ends the capture, throws away body, status and headers of the handler, and restores the headers from before it. */
    void discard() {
        Assert.state(!isStreaming(), "The response has gone to the client already");
        stop();
        holdsErrorsBack = false;
        heldError = null;
        errorSent = false;
        delegate().reset();
        before.restoreTo(delegate());
    }

    private void stop() {
        buffer = null;
        stream = null;
        writer = null;
    }

    private CaptureBuffer capture() {
        Assert.state(buffer != null, "The response is not captured");
        return buffer;
    }

    private HttpServletResponse delegate() {
        return (HttpServletResponse) getResponse();
    }

    private OutputStream openDelegate() throws IOException {
        if (declaredLength >= 0 && !isCommitted()) {
            delegate().setContentLengthLong(declaredLength);
            declaredLength = -1;
        }
        return delegate().getOutputStream();
    }

    private void flushWriter() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (buffer == null) {
            passedThrough = true;
            return super.getOutputStream();
        }
        Assert.state(writer == null, "getWriter() has already been called for this response");
        if (stream == null) {
            stream = new CaptureOutputStream(buffer);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (buffer == null) {
            passedThrough = true;
            return super.getWriter();
        }
        Assert.state(stream == null, "getOutputStream() has already been called for this response");
        if (writer == null) {
            // As a container does: from here on the charset is fixed, and named in the content type.
            String charset = getCharacterEncoding();
            super.setCharacterEncoding(charset);
            writer = new PrintWriter(new OutputStreamWriter(new CaptureOutputStream(buffer), charset));
        }
        return writer;
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {
        if (writer == null) {
            super.setCharacterEncoding(charset);
        }
    }

    @Override
    public void setContentType(@Nullable String type) {
        if (writer == null || type == null) {
            super.setContentType(type);
        } else {
            int parameters = type.indexOf(';');
            super.setContentType(
                    (parameters < 0 ? type : type.substring(0, parameters)) + ";charset=" + getCharacterEncoding());
        }
    }

    @Override
    public void setLocale(@Nullable Locale locale) {
        super.setLocale(locale);
        contentLanguage = locale == null ? null : locale.toLanguageTag();
    }

    /** Tomcat sends the language that a locale stands for, but does not show it. */
    @Override
    public @Nullable String getHeader(String name) {
        String value = super.getHeader(name);
        return value == null && HttpHeaders.CONTENT_LANGUAGE.equalsIgnoreCase(name) ? contentLanguage : value;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (buffer == null) {
            super.flushBuffer();
        } else {
            flushWriter();
            buffer.flush();
        }
    }

    @Override
    public boolean isCommitted() {
        return buffer == null || buffer.isStreaming() ? super.isCommitted() : false;
    }

    @Override
    public void setBufferSize(int size) {
        if (buffer == null) {
            super.setBufferSize(size);
        }
    }

    @Override
    public void reset() {
        super.reset();
        contentLanguage = null;
        if (buffer != null) {
            clearBuffer();
            stream = null;
            writer = null;
        }
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        if (buffer != null) {
            clearBuffer();
        }
    }

    private void clearBuffer() {
        flushWriter();
        capture().clear();
        declaredLength = -1;
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        markError();
        if (holdsErrorsBack) {
            heldError = new HeldError(status, message);
            setStatus(status);
        } else {
            super.sendError(status, message);
        }
    }

    /** Sends the error that was held back, if there is one; further ones are sent at once. */
    void sendHeldError() throws IOException {
        holdsErrorsBack = false;
        HeldError held = heldError;
        heldError = null;
        if (held != null) {
            super.sendError(held.status(), held.message());
        }
    }

    private record HeldError(int status, @Nullable String message) {}

    private void markError() {
        errorSent = true;
        if (buffer != null) {
            clearBuffer();
            buffer.close();
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        sendRedirect(location, SC_FOUND, true);
    }

    @Override
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (buffer == null) {
            super.sendRedirect(location, status, clearBuffer);
            return;
        }
        // The container would commit; what it would send is this.
        if (clearBuffer) {
            resetBuffer();
        }
        setStatus(status);
        setHeader(HttpHeaders.LOCATION, redirects.location(location));
        flushWriter();
        buffer.close();
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        if (buffer == null) {
            super.setContentLengthLong(length);
        } else {
            declaredLength = length;
        }
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!holdsLength(name, value)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (!holdsLength(name, value)) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (!holdsLength(name, Integer.toString(value))) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (!holdsLength(name, Integer.toString(value))) {
            super.addIntHeader(name, value);
        }
    }

    /** The length of a captured body is known at its end, whatever was announced; the announcement counts past the limit. */
    private boolean holdsLength(String name, @Nullable String value) {
        if (buffer == null || !HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
            return false;
        }
        declaredLength = value == null ? -1 : Long.parseLong(value.trim());
        return true;
    }
}
