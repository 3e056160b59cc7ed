package io.github.idempotency.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/** Lets scripts of other origins read headers of ours, where the application lets them read the response. */
final class CorsExposure {

    private CorsExposure() {}

    static void expose(String header, HttpServletResponse response) {
        if (response.getHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN) == null) {
            return;
        }
        List<String> exposed = new ArrayList<>(response.getHeaders(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS));
        boolean known = exposed.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .anyMatch(name -> name.trim().equalsIgnoreCase(header));
        if (!known) {
            exposed.add(header);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(", ", exposed));
        }
    }
}
