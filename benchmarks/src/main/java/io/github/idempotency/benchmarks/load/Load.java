package io.github.idempotency.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What clients send.
 *
 * @param port     where to
 * @param template the request
 * @param keys     where its keys come from
 * @param expected the status each answer must have
 * @param counter  where its keys are to go on
 */
public record Load(int port, RequestTemplate template, Keys keys, int expected, AtomicLong counter) {

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
