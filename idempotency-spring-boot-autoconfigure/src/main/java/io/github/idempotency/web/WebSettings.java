package io.github.idempotency.web;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * HTTP details.
 *
 * @param keyHeader       request header that carries the key
 * @param versionHeader   request header that carries the version of the client
 * @param syntheticHeader request header that tags synthetic traffic; blank if there is none
 * @param problemTypeBase what the code of a problem is appended to, to form its type
 * @param keyReusedStatus status of the answer to a reused key
 * @param absoluteRedirects whether the servlet container makes the location of a redirect absolute
 * @param maxHeldResponse largest body in bytes that is held back until a transaction is committed
 * @param excludedHeaders response headers that are not stored; a trailing {@code *} stands for any ending
 */
public record WebSettings(
        String keyHeader,
        String versionHeader,
        String syntheticHeader,
        String problemTypeBase,
        int keyReusedStatus,
        boolean absoluteRedirects,
        long maxHeldResponse,
        List<String> excludedHeaders) {

    /** Tells, for a lower-case header name, whether it is excluded from what is stored. */
    Predicate<String> excluded() {
        List<String> patterns = excludedHeaders.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        return name -> HeaderPatterns.match(patterns, name);
    }
}
