package io.github.idempotency.sample.simulate;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Takes everything and sends nothing, so that the response underneath is never committed. */
class DiscardingResponse extends HttpServletResponseWrapper {

    private final ServletOutputStream output = new DiscardingOutputStream();

    private final PrintWriter writer = new PrintWriter(Writer.nullWriter());

    private boolean errorPending;

    DiscardingResponse(HttpServletResponse response) {
        super(response);
    }

    /** Whether Tomcat was asked for an error page, which it renders in a dispatch of its own. */
    boolean isErrorPending() {
        return errorPending;
    }

    @Override
    public void sendError(int status) throws IOException {
        errorPending = true;
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        errorPending = true;
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) {
        setStatus(status);
        setHeader("Location", location);
    }

    @Override
    public void sendRedirect(String location) {
        sendRedirect(location, SC_FOUND, true);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status) {
        sendRedirect(location, status, true);
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    @Override
    public void flushBuffer() {}

    private static final class DiscardingOutputStream extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("A response that is lost cannot be written without blocking");
        }

        @Override
        public void write(int value) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {}
    }
}
