package io.github.idempotency.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.env.Environment;

/**
 * The properties that choose beans. An application that is processed ahead of time has its beans chosen at build time, so that
 * each of them has to be the same when it is started: a limit that is asked for and not there must not go unnoticed.
 */
public final class BuildTimeSettings {

    private static final Map<String, Boolean> SWITCHES = Map.ofEntries(
            Map.entry("idempotency.auto-configure", true),
            Map.entry("idempotency.enabled", true),
            Map.entry("idempotency.client.enabled", true),
            Map.entry("idempotency.observed", false),
            Map.entry("idempotency.purge.enabled", true),
            Map.entry("idempotency.quota.enabled", false),
            Map.entry("idempotency.rate-limit.enabled", false),
            Map.entry("idempotency.reconcile.enabled", true),
            Map.entry("idempotency.statistics.enabled", true),
            Map.entry("idempotency.store.circuit-breaker.enabled", true),
            Map.entry("idempotency.store.replay-cache.enabled", false),
            Map.entry("idempotency.store.response-partitions.enabled", false));

    private static final Map<String, String> CHOICES = Map.of(
            "idempotency.store.schema", "migrate",
            "idempotency.store.type", "jpa",
            "idempotency.tenant.source", "principal");

    private BuildTimeSettings() {}

    /** What the properties are in an environment, in the form {@code name=value}. */
    static List<String> of(Environment environment) {
        Map<String, String> settings = new TreeMap<>();
        SWITCHES.forEach((name, value) ->
                settings.put(name, String.valueOf(environment.getProperty(name, Boolean.class, value))));
        CHOICES.forEach((name, value) ->
                settings.put(name, environment.getProperty(name, value).trim().toLowerCase(Locale.ROOT)));
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + '=' + setting.getValue())
                .toList();
    }

    static TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>(SWITCHES.keySet());
        names.addAll(CHOICES.keySet());
        return names;
    }

    /**
     * Fails if a property has another value than at build time. Called by code that was generated then.
     *
     * @param environment what the application is started with
     * @param built       what the properties were, in the form {@code name=value}
     */
    public static void check(Environment environment, String... built) {
        Map<String, String> started = new TreeMap<>();
        of(environment).forEach(setting -> started.put(name(setting), value(setting)));
        for (String setting : built) {
            String now = started.getOrDefault(name(setting), "");
            PropertyChecks.check(
                    isTheSame(name(setting), value(setting), now),
                    name(setting),
                    now,
                    ("it was '%s' when the application was processed ahead of time, and chose its beans then. Set it to '%s' at"
                                    + " build time, in the configuration files or the arguments of process-aot, and build again;"
                                    + " or leave it as it was built")
                            .formatted(value(setting), now));
        }
    }

    private static boolean isTheSame(String name, String built, String now) {
        return switch (name) {
            // The kill switch is also read at start; only what was built without cannot be switched on.
            case "idempotency.enabled" -> built.equals(now) || now.equals("false");
            // The other sources are chosen at start.
            case "idempotency.tenant.source" -> built.equals("claim") == now.equals("claim");
            default -> built.equals(now);
        };
    }

    private static String name(String setting) {
        return setting.substring(0, setting.indexOf('='));
    }

    private static String value(String setting) {
        return setting.substring(setting.indexOf('=') + 1);
    }
}
