package io.github.idempotency.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of a host: exactly those that an application with the same dependencies would have, not those of the tests.
 *
 * @param entries jars and directories of classes
 */
public record HostClassPath(List<Path> entries) {

    private static final Path LISTS = Path.of(System.getProperty("host.classpaths", "target/classpaths"));

    /** Spring MVC on Tomcat, JPA and the PostgreSQL driver, nothing of the library. */
    public static HostClassPath withoutLibrary() {
        return new HostClassPath(read("host"));
    }

    /** The same, and the starter with all it brings. */
    public static HostClassPath withLibrary() {
        return new HostClassPath(Stream.concat(read("host").stream(), read("library").stream())
                .distinct()
                .toList());
    }

    /** Adds jars of {@code host-libraries}, each found by the beginning of its name. */
    public HostClassPath with(String... names) {
        List<Path> more = new ArrayList<>(entries);
        for (String name : names) {
            List<Path> found = read("test").stream()
                    .filter(jar -> isNamed(jar, name) && !more.contains(jar))
                    .toList();
            if (found.isEmpty() && more.stream().noneMatch(jar -> isNamed(jar, name))) {
                throw new IllegalArgumentException("No jar " + name + "* in host-libraries");
            }
            more.addAll(found);
        }
        return new HostClassPath(List.copyOf(more));
    }

    /** Leaves out jars, each found by the beginning of its name. A name without a jar is fine: the aim is that there is none. */
    public HostClassPath without(String... names) {
        return new HostClassPath(entries.stream()
                .filter(jar -> Stream.of(names).noneMatch(name -> isNamed(jar, name)))
                .toList());
    }

    String asArgument(List<Path> first) {
        return Stream.concat(first.stream(), entries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isNamed(Path jar, String name) {
        return jar.getFileName().toString().startsWith(name);
    }

    private static List<Path> read(String list) {
        try {
            return Stream.of(Files.readString(LISTS.resolve(list)).trim().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The lists of jars in " + LISTS + " are made by Maven, in phase process-test-classes", e);
        }
    }
}
