package io.github.idempotency.integration;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts an application in a process of its own, and tells the test about it on lines of standard output. */
public final class HostLauncher {

    public static final String LINE = "@host ";

    /** Whether the application also starts with the library switched off, in the same process, beside the other. */
    public static final String TWIN = "host.twin";

    /** Whether all beans are told. */
    public static final String BEANS = "host.beans";

    private HostLauncher() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        endWithTheTest();
        Class<?> application = Class.forName(arguments[0]);
        String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
        ConfigurableApplicationContext context = SpringApplication.run(application, own);
        if (Boolean.getBoolean(BEANS)) {
            tellBeans(context.getBeanFactory());
        }
        tell("port " + port(context));
        if (Boolean.getBoolean(TWIN)) {
            ConfigurableApplicationContext twin = SpringApplication.run(
                    application,
                    Stream.concat(Stream.of(own), Stream.of("--idempotency.auto-configure=false"))
                            .toArray(String[]::new));
            tell("twin " + port(twin));
        }
        tell("ready");
    }

    private static String port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getProperty("local.server.port");
    }

    private static void tellBeans(ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanDefinitionNames()) {
            if (!beans.getBeanDefinition(name).isAbstract()) {
                Object singleton = beans.getSingleton(name);
                Class<?> type = singleton != null ? singleton.getClass() : beans.getType(name);
                tell("bean " + name + " " + (type == null ? "?" : typeName(type)));
            }
        }
    }

    /** Proxies and lambdas are numbered in the order in which they are made. */
    private static String typeName(Class<?> type) {
        return Proxy.isProxyClass(type)
                ? "proxy of " + Arrays.toString(type.getInterfaces())
                : type.getName().replaceAll("\\$\\$Lambda.*", "\\$\\$Lambda");
    }

    private static void tell(String line) {
        System.out.println(LINE + line);
    }

    /** Standard input ends when the test's process does, however that came about. */
    private static void endWithTheTest() {
        Thread watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // As good as the end.
            }
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.setName("ends with the test");
        watch.start();
    }
}
