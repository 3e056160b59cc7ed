package io.github.idempotency.sample.drill;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;

/** Runs the drills again and again, by a thread of its own, from when the service is ready. */
class DrillSchedule implements SmartApplicationListener {

    private static final Logger LOG = LoggerFactory.getLogger(DrillSchedule.class);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "idempotency-drill");
        thread.setDaemon(true);
        return thread;
    });

    private final DrillRunner runner;

    private final Duration interval;

    /** When the last run ended, or when the schedule began: what never ran grows old too. */
    private volatile long lastRun = System.nanoTime();

    DrillSchedule(DrillRunner runner, Duration interval, MeterRegistry meters) {
        this.runner = runner;
        this.interval = interval;
        TimeGauge.builder("idempotency.drill.age", this, TimeUnit.NANOSECONDS, DrillSchedule::age)
                .description("Time since the last run of the drills")
                .register(meters);
        TimeGauge.builder("idempotency.drill.interval", interval::toMillis, TimeUnit.MILLISECONDS)
                .description("Time between two runs of the drills")
                .register(meters);
    }

    private double age() {
        return System.nanoTime() - lastRun;
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return ApplicationReadyEvent.class.isAssignableFrom(type) || ContextClosedEvent.class.isAssignableFrom(type);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ContextClosedEvent) {
            stop();
        } else {
            scheduler.scheduleWithFixedDelay(
                    this::run, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Before the database goes: a run that is cut short proves nothing. */
    void stop() {
        scheduler.shutdownNow();
        try {
            scheduler.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            runner.run().ifPresent(run -> {
                lastRun = System.nanoTime();
                LOG.info(
                        "Idempotency drills: {} passed, {} failed, {} skipped",
                        run.passed(),
                        run.failed(),
                        run.skipped());
            });
        } catch (RuntimeException failure) {
            LOG.error("The idempotency drills could not be run; they are tried again in {}", interval, failure);
        }
    }
}
