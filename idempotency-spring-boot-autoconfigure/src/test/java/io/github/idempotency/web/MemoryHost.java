package io.github.idempotency.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** An application that runs in a real server, without database and security. */
final class MemoryHost implements AutoCloseable {

    private static final String WITHOUT = "--spring.autoconfigure.exclude="
            + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
            + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
            + "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
            + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration";

    final ServletWebServerApplicationContext context;
    final HttpCalls http;

    private MemoryHost(ServletWebServerApplicationContext context) {
        this.context = context;
        this.http = new HttpCalls(port());
    }

    /** Starts an application of these classes; properties are given as {@code name=value}. */
    static MemoryHost start(List<Class<?>> sources, String... properties) {
        List<Class<?>> all = new ArrayList<>(sources);
        all.add(Application.class);
        String[] arguments = Stream.concat(
                        Stream.of(
                                WITHOUT,
                                "--server.port=0",
                                "--spring.main.banner-mode=off",
                                "--idempotency.store.type=memory"),
                        Stream.of(properties).map(property -> "--" + property))
                .toArray(String[]::new);
        return new MemoryHost((ServletWebServerApplicationContext)
                new SpringApplicationBuilder(all.toArray(Class<?>[]::new)).run(arguments));
    }

    int port() {
        return context.getWebServer().getPort();
    }

    @Override
    public void close() {
        context.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
