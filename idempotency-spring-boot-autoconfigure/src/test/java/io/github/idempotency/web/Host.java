package io.github.idempotency.web;

import io.github.idempotency.test.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** An application that runs in a real server, on a real database. */
final class Host implements AutoCloseable {

    final ServletWebServerApplicationContext context;
    final HttpCalls http;

    private Host(ServletWebServerApplicationContext context) {
        this.context = context;
        this.http = new HttpCalls(context.getWebServer().getPort());
    }

    /** Starts an application; properties are given as {@code name=value} and win over those of the database. */
    static Host start(TestDatabase database, List<Class<?>> sources, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        Stream.of(database.springProperties())
                .filter(property -> all.stream().noneMatch(own -> name(own).equals(name(property))))
                .forEach(all::add);
        all.add("server.port=0");
        all.add("spring.main.banner-mode=off");
        String[] arguments = all.stream().map(property -> "--" + property).toArray(String[]::new);
        return new Host((ServletWebServerApplicationContext)
                new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).run(arguments));
    }

    private static String name(String property) {
        return property.substring(0, property.indexOf('='));
    }

    @Override
    public void close() {
        context.close();
    }
}
