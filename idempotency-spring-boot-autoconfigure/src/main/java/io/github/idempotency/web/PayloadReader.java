package io.github.idempotency.web;

import io.github.idempotency.core.fingerprint.Payload;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
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
import org.springframework.http.HttpHeaders;
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
     * @throws IllegalStateException if a filter has read the body and left nothing of it
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
            return form(request, captured, limit);
        }
        return raw(captured, captured.getInputStream(), limit);
    }

    private static @Nullable Payload raw(IdempotencyRequest request, ServletInputStream body, long limit)
            throws IOException {
        boolean consumed = wasConsumed(request, body);
        byte[] bytes = readUpTo(body, request.getContentLengthLong(), limit);
        if (bytes.length > limit) {
            request.replaceBody(() -> new SequenceInputStream(new ByteArrayInputStream(bytes), body));
            return null;
        }
        if (bytes.length == 0 && consumed) {
            throw new IllegalStateException("The body of " + request.getMethod() + ' ' + request.getRequestURI()
                    + " was read by a filter that left nothing of it for the handler. Requests with different bodies could not"
                    + " be told apart. Have that filter pass on a request that serves the body again");
        }
        request.replaceBody(() -> new ByteArrayInputStream(bytes));
        return new Payload.Raw(bytes);
    }

    /** Whether there was a body and it is at its end before anybody here has read: asked before the first read. */
    private static boolean wasConsumed(HttpServletRequest request, ServletInputStream body) {
        long length = request.getContentLengthLong();
        return length > 0
                || length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null && body.isFinished();
    }

    /** A told length is a hint only: a filter may serve a decompressed body under the headers of the compressed one. */
    private static byte[] readUpTo(InputStream body, long told, long limit) throws IOException {
        long most = Math.min(limit + 1, Integer.MAX_VALUE - CHUNK);
        if (told < 0 || told > CHUNK || told > most) {
            return body.readNBytes((int) most);
        }
        // Most bodies are far smaller than the chunks that the platform reads in.
        byte[] bytes = new byte[(int) told];
        int count = body.readNBytes(bytes, 0, bytes.length);
        if (count < bytes.length) {
            return Arrays.copyOf(bytes, count);
        }
        byte[] rest = count == most ? new byte[0] : readRest(body, (int) most - count);
        if (rest.length == 0) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(bytes, count + rest.length);
        System.arraycopy(rest, 0, all, count, rest.length);
        return all;
    }

    private static byte[] readRest(InputStream body, int most) throws IOException {
        int next = body.read();
        if (next < 0) {
            return new byte[0];
        }
        byte[] more = body.readNBytes(most - 1);
        byte[] rest = new byte[more.length + 1];
        rest[0] = (byte) next;
        System.arraycopy(more, 0, rest, 1, more.length);
        return rest;
    }

    /**
     * A form that nobody has parsed keeps its bytes, for signatures over them, and its parameters are read from them. What a
     * filter or the container has parsed is left as parameters only; the body is made from those again.
     */
    private static @Nullable Payload form(HttpServletRequest request, IdempotencyRequest captured, long limit)
            throws IOException {
        PushbackInputStream body = new PushbackInputStream(captured.getInputStream(), 1);
        int first = body.read();
        if (first < 0) {
            return parsedForm(request, captured, limit);
        }
        body.unread(first);
        byte[] bytes = readUpTo(body, request.getContentLengthLong(), limit);
        if (bytes.length > limit) {
            captured.replaceBody(() -> new SequenceInputStream(new ByteArrayInputStream(bytes), body));
            return null;
        }
        captured.replaceBody(() -> new ByteArrayInputStream(bytes));
        if (!"POST".equals(request.getMethod())) { // as a container: those of other methods are no parameters
            return new Payload.Raw(bytes);
        }
        captured.replaceParameters(FormParameters.of(captured, bytes));
        return new Payload.Form(lists(request.getParameterMap()));
    }

    private static Map<String, List<String>> lists(Map<String, String[]> parameters) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        parameters.forEach((name, values) -> lists.put(name, List.of(values)));
        return lists;
    }

    private static @Nullable Payload parsedForm(HttpServletRequest request, IdempotencyRequest captured, long limit) {
        Map<String, List<String>> parameters = lists(request.getParameterMap());
        long size = 0;
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
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
