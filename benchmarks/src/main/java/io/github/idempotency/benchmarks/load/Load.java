package io.github.idempotency.benchmarks.load;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What clients send.
 *
 * @param ports    where to; clients take them in turn
 * @param template the request
 * @param keys     where its keys come from
 * @param expected the status each answer must have
 * @param counter  where its keys are to go on
 */
public record Load(List<Integer> ports, RequestTemplate template, Keys keys, int expected, AtomicLong counter) {

    /** The port of the first client. */
    public int port() {
        return port(0);
    }

    int port(int client) {
        return ports.get(client % ports.size());
    }

    /** The next request on its own. */
    public byte[] request() {
        byte[] request = template.copy();
        next(request);
        return request;
    }

    void next(byte[] request) {
        keys.write(template, request, counter);
    }
}
