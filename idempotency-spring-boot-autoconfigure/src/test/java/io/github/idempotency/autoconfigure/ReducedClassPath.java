package io.github.idempotency.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The class path of the tests without some jars, loaded anew. A filtering class loader would not do: classes that the
 * application loader has loaded keep their annotations of types that it hides.
 */
public final class ReducedClassPath implements AutoCloseable {

    private final URLClassLoader loader;

    /** Leaves out the jars, and modules of this build, whose names begin with one of the given. */
    public ReducedClassPath(String... jars) {
        this(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .filter(file -> Stream.of(jars).noneMatch(name(file)::startsWith)));
    }

    private ReducedClassPath(Stream<File> files) {
        loader = new URLClassLoader(
                files.map(ReducedClassPath::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Leaves nothing out and adds a directory of classes. */
    public static ReducedClassPath with(Path classes) {
        return new ReducedClassPath(Stream.concat(
                Stream.of(classes.toFile()),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(File::new)));
    }

    /** Calls a static method without parameters of a class on this class path. */
    public Object call(Class<?> type, String name) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Method method = loader.loadClass(type.getName()).getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Of a jar, or of the module whose target/classes it is. */
    private static String name(File file) {
        return file.isDirectory()
                ? file.toPath().resolve("../..").normalize().toFile().getName()
                : file.getName();
    }

    private static URL url(File file) {
        try {
            return file.toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
