package io.github.idempotency.starter.host;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that knows nothing of the library: Spring MVC on Jetty, JPA on tables that a script has made, caching without a
 * provider.
 */
@SpringBootApplication
@EnableCaching
public class PlainHost {

    /** Where the database is: its properties, separated by spaces. */
    public static final String DATABASE = "test.plain-host.database";

    public static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(PlainHost.class)
                .properties("server.port=0", "spring.main.banner-mode=off", "spring.jpa.open-in-view=false")
                .properties(System.getProperty(DATABASE).split(" "))
                .properties(properties)
                .run();
    }

    /** What the application is made of, and what it answers. For any class path, so that the types are those of the JDK. */
    public static List<Object> facts() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            Map<String, String> beans = new TreeMap<>();
            for (String name : context.getBeanDefinitionNames()) {
                beans.put(name, type(context, name));
            }
            return List.of(beans, answers(context.getEnvironment().getProperty("local.server.port")));
        }
    }

    private static String type(ConfigurableApplicationContext context, String name) {
        try {
            String type = context.getBean(name).getClass().getName();
            return type.replaceAll("\\$\\$.*|(jdk\\.proxy\\d+\\.)?\\$Proxy\\d+", "");
        } catch (NoSuchBeanDefinitionException e) {
            return "none";
        } catch (RuntimeException e) {
            return String.valueOf(context.getType(name));
        }
    }

    /** The answers to a few requests, as they are on the wire but for the date. */
    private static List<String> answers(String port) throws Exception {
        return List.of(
                answer(port, "POST", "/parcels", "{\"id\":1,\"address\":\"here\"}"),
                answer(port, "POST", "/parcels", "{\"id\":1,\"address\":\"there\"}"),
                answer(port, "GET", "/parcels/1", ""),
                answer(port, "POST", "/parcels", "{"),
                answer(port, "GET", "/nothing", ""));
    }

    private static String answer(String port, String method, String path, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "1")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.remove("date");
        return response.statusCode() + " " + headers + " " + response.body().replaceAll("\"timestamp\":\"[^\"]*\"", "");
    }
}
