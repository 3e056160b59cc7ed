package io.github.idempotency.integration;

import io.github.idempotency.test.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host consists of.
 *
 * @param application its {@code @SpringBootApplication}
 * @param classPath   its jars
 * @param files       directories on its class path, besides all compiled hosts
 * @param properties  as {@code name=value}; a later one wins
 */
public record HostSpec(Class<?> application, HostClassPath classPath, List<Path> files, List<String> properties) {

    /** A host with the library and nothing special. */
    public static HostSpec of(Class<?> application) {
        return new HostSpec(application, HostClassPath.withLibrary(), List.of(), List.of());
    }

    public HostSpec on(HostClassPath jars) {
        return new HostSpec(application, jars, files, properties);
    }

    /** Puts {@code src/test/hosts/<name>} on the class path. */
    public HostSpec files(String name) {
        return new HostSpec(application, classPath, plus(files, List.of(Path.of("src/test/hosts", name))), properties);
    }

    public HostSpec properties(String... more) {
        return new HostSpec(application, classPath, files, plus(properties, List.of(more)));
    }

    /** Has Boot's data source point to it. */
    public HostSpec database(TestDatabase database) {
        return properties(database.springProperties());
    }

    private static <T> List<T> plus(List<T> list, List<T> more) {
        List<T> all = new ArrayList<>(list);
        all.addAll(more);
        return List.copyOf(all);
    }
}
