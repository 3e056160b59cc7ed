package io.github.idempotency.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** The parameters of a form post whose bytes were read, as a container would give them: those of the query come first. */
final class FormParameters {

    /** What Tomcat and Jetty accept by default. */
    private static final int MOST = 1_000;

    private FormParameters() {}

    /**
     * Parses a form.
     *
     * @throws ResponseStatusException with status 400 if the form is malformed or has more than 1,000 parameters
     */
    static Map<String, String[]> of(HttpServletRequest request, byte[] body) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        // The body was read as bytes, so the container adds nothing from it.
        request.getParameterMap().forEach((name, values) -> parameters.put(name, new ArrayList<>(List.of(values))));
        String encoding = request.getCharacterEncoding();
        try {
            Charset charset = encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding);
            add(parameters, new String(body, charset), charset);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The form cannot be decoded", e);
        }
        Map<String, String[]> all = new LinkedHashMap<>();
        parameters.forEach((name, values) -> all.put(name, values.toArray(String[]::new)));
        return all;
    }

    private static void add(Map<String, List<String>> parameters, String form, Charset charset) {
        int count = 0;
        for (int start = 0; start < form.length(); ) {
            int end = form.indexOf('&', start);
            String pair = form.substring(start, end < 0 ? form.length() : end);
            start += pair.length() + 1;
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MOST) {
                throw new ResponseStatusException(
                        HttpStatus.BAD_REQUEST, "The form has more than " + MOST + " parameters");
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters
                    .computeIfAbsent(URLDecoder.decode(name, charset), first -> new ArrayList<>())
                    .add(URLDecoder.decode(value, charset));
        }
    }
}
