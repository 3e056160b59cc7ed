package io.github.idempotency.web;

import io.github.idempotency.core.fingerprint.Payload;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpRequest;

/** Reads the payload of a request for its fingerprint, and leaves the request readable for the handler. */
final class PayloadReader {

    private static final int CHUNK = 8192;

    /**
     * Reads the payload.
     *
     * @param request  the request as the dispatcher sees it
     * @param captured the wrapper within it, through which the handler reads
     * @param limit    largest payload in bytes
     * @return the payload; null if it is over the limit, in which case the request is still as readable as before
     */
    @Nullable
    Payload read(HttpServletRequest request, IdempotencyRequest captured, long limit)
            throws IOException, ServletException {
        if (request.getContentLengthLong() > limit) {
            return null;
        }
        String contentType = request.getContentType();
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/")) {
            return multipart(request, captured, limit);
        }
        if (type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
            return "POST".equals(request.getMethod())
                    ? form(request, captured, limit)
                    : formOfAnotherMethod(request, captured, limit);
        }
        return raw(captured, captured.getInputStream(), limit);
    }

    /** Containers parse forms of POST only; of others Spring's filter may have made parameters, and then the body is gone. */
    private static @Nullable Payload formOfAnotherMethod(
            HttpServletRequest request, IdempotencyRequest captured, long limit) throws IOException {
        PushbackInputStream body = new PushbackInputStream(captured.getInputStream(), 1);
        int first = body.read();
        if (first < 0) {
            return form(request, captured, limit);
        }
        body.unread(first);
        return raw(captured, body, limit);
    }

    private static @Nullable Payload raw(IdempotencyRequest request, InputStream body, long limit) throws IOException {
        long told = request.getContentLengthLong();
        // Most bodies are far smaller than the chunks that the platform reads in.
        byte[] bytes = told >= 0 && told <= CHUNK ? readUpTo(body, new byte[(int) told]) : readUpTo(body, limit + 1);
        if (bytes.length > limit) {
            request.replaceBody(() -> new SequenceInputStream(new ByteArrayInputStream(bytes), body));
            return null;
        }
        if (bytes.length < request.getContentLengthLong()) {
            throw new IllegalStateException("The body of " + request.getMethod() + ' ' + request.getRequestURI()
                    + " was read before it reached IdempotencyFilter (" + bytes.length + " of "
                    + request.getContentLengthLong()
                    + " bytes are left). Order the filter that reads it after idempotency.web.filter-order,"
                    + " or let it leave the body readable");
        }
        request.replaceBody(() -> new ByteArrayInputStream(bytes));
        return new Payload.Raw(bytes);
    }

    private static byte[] readUpTo(InputStream body, byte[] buffer) throws IOException {
        int count = body.readNBytes(buffer, 0, buffer.length);
        return count == buffer.length ? buffer : Arrays.copyOf(buffer, count);
    }

    private static byte[] readUpTo(InputStream body, long most) throws IOException {
        return body.readNBytes((int) Math.min(most, Integer.MAX_VALUE - CHUNK));
    }

    private static @Nullable Payload form(HttpServletRequest request, IdempotencyRequest captured, long limit) {
        // The container parses a form once, whoever asks first; the parameters stay readable, and the body is made from
        // them.
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        long size = 0;
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            parameters.put(parameter.getKey(), List.of(parameter.getValue()));
            for (String value : parameter.getValue()) {
                size += parameter.getKey().length() + value.length() + 2L;
            }
        }
        if (size > limit) {
            return null;
        }
        captured.replaceBody(() -> new ServletServerHttpRequest(new FormPost(captured)).getBody());
        return new Payload.Form(parameters);
    }

    private static @Nullable Payload multipart(HttpServletRequest request, IdempotencyRequest captured, long limit)
            throws IOException, ServletException {
        Collection<Part> all;
        try {
            all = request.getParts();
        } catch (IllegalStateException e) {
            if (e.getCause() != null) { // over a limit of the container's
                throw e;
            }
            // The servlet has no multipart configuration: the handler reads the body itself.
            return raw(captured, captured.getInputStream(), limit);
        }
        List<Payload.Part> parts = new ArrayList<>();
        long size = 0;
        for (Part part : all) {
            size += part.getSize();
            if (size > limit) {
                return null;
            }
            parts.add(
                    new Payload.Part(part.getName(), part.getSubmittedFileName(), part.getContentType(), sha256(part)));
        }
        return new Payload.Multipart(parts);
    }

    private static byte[] sha256(Part part) throws IOException {
        try (InputStream content = part.getInputStream()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            int count;
            while ((count = content.read(chunk)) >= 0) {
                digest.update(chunk, 0, count);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Lets Spring rebuild the body of a form from its parameters, whatever the method. */
    private static final class FormPost extends jakarta.servlet.http.HttpServletRequestWrapper {

        FormPost(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "POST";
        }
    }
}
