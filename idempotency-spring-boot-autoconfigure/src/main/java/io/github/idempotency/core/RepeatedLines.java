package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines that may come with every request: of each kind the first, and then one a minute, which says how many there were
 * meanwhile. What is left out is written at {@code DEBUG}. A stack trace comes with the first line, and again only after a
 * minute in which there was none of its kind.
 */
final class RepeatedLines {

    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

    private final Logger logger;
    private final LongSupplier nanoTime;
    private final Map<Object, Kind> kinds = new ConcurrentHashMap<>();

    RepeatedLines(Logger logger) {
        this(logger, System::nanoTime);
    }

    RepeatedLines(Logger logger, LongSupplier nanoTime) {
        this.logger = logger;
        this.nanoTime = nanoTime;
    }

    /**
     * Writes a line, or counts it.
     *
     * @param kind what it is one of; there must be few
     */
    void log(Level level, Object kind, Supplier<String> line, @Nullable Throwable failure) {
        Due due = kinds.computeIfAbsent(kind, added -> new Kind()).next(nanoTime.getAsLong());
        if (due == null) {
            write(Level.DEBUG, line, failure);
        } else {
            String repeated = due.repeated() == 0 ? "" : " repeated=" + due.repeated();
            write(level, () -> line.get() + repeated, due.anew() ? failure : null);
        }
    }

    private void write(Level level, Supplier<String> line, @Nullable Throwable failure) {
        if (failure == null) {
            logger.log(level, line);
        } else {
            logger.log(level, line, failure);
        }
    }

    /**
     * That a line is to be written.
     *
     * @param repeated how many were left out since the last one that was written
     * @param anew     whether there was none for a period
     */
    private record Due(long repeated, boolean anew) {}

    private static final class Kind {

        private boolean begun;
        private long written;
        private long seen;
        private long leftOut;

        synchronized @Nullable Due next(long now) {
            boolean anew = !begun || now - seen >= PERIOD;
            boolean due = anew || now - written >= PERIOD;
            begun = true;
            seen = now;
            if (!due) {
                leftOut++;
                return null;
            }
            written = now;
            Due line = new Due(leftOut, anew);
            leftOut = 0;
            return line;
        }
    }
}
