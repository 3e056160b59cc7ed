package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Envelope.Header;
import java.util.ArrayList;
import java.util.List;

/** Headers as they are stored: a line {@code Name: value} each, in their order. */
final class HeaderText {

    private HeaderText() {}

    static String format(List<Header> headers) {
        StringBuilder text = new StringBuilder();
        for (Header header : headers) {
            text.append(oneLine(header.name()))
                    .append(": ")
                    .append(oneLine(header.value()))
                    .append('\n');
        }
        return text.toString();
    }

    static List<Header> parse(String text) {
        List<Header> headers = new ArrayList<>();
        int start = 0;
        for (int end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
            int colon = text.indexOf(": ", start);
            headers.add(new Header(text.substring(start, colon), text.substring(colon + 2, end)));
        }
        return headers;
    }

    // Neither is legal in a header, and the database takes no NUL: better a blank than a response that cannot be
    // stored.
    private static String oneLine(String part) {
        return part.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
    }
}
