package io.github.idempotency.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/** An answer in place of a handler function's, as filter functions see it: what is written besides the status is not theirs to change. */
final class AnswerResponse implements ServerResponse {

    private final HttpStatusCode status;
    private final Writer writer;
    private final HttpHeaders headers = HttpHeaders.EMPTY;
    private final MultiValueMap<String, Cookie> cookies = new LinkedMultiValueMap<>();

    AnswerResponse(int status, Writer writer) {
        this.status = HttpStatusCode.valueOf(status);
        this.writer = writer;
    }

    @FunctionalInterface
    interface Writer {

        void write(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    @Override
    public HttpStatusCode statusCode() {
        return status;
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return cookies;
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws IOException {
        writer.write(request, response);
        return null;
    }
}
