package io.github.idempotency.benchmarks.load;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Where the keys of requests come from. */
public enum Keys {
    /** A new one for each request, on accounts at random. */
    FRESH {
        @Override
        void write(RequestTemplate template, byte[] request, AtomicLong counter) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            template.writeKey(request, random.nextLong(), random.nextLong());
            template.writeAccount(request, random);
        }
    },
    /** One and the same, the one of the counter. */
    HOT {
        @Override
        void write(RequestTemplate template, byte[] request, AtomicLong counter) {
            template.writeKey(request, 0, counter.get());
        }
    },
    /** Each of many that were completed before, one after the other. */
    COLD {
        @Override
        void write(RequestTemplate template, byte[] request, AtomicLong counter) {
            template.writeKey(request, 1, counter.getAndIncrement() % COLD_KEYS);
        }
    };

    /** How many completed keys there are for {@link #COLD}. */
    public static final int COLD_KEYS = 50_000;

    abstract void write(RequestTemplate template, byte[] request, AtomicLong counter);
}
