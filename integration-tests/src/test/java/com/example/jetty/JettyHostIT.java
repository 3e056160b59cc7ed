package com.example.jetty;

import io.github.idempotency.integration.HostClassPath;
import io.github.idempotency.integration.HostContract;
import io.github.idempotency.integration.HostSpec;

/** Jetty orders and forwards in its own way: the library stands behind all filters there too. */
class JettyHostIT extends HostContract {

    @Override
    protected HostSpec host() {
        HostClassPath jars = HostClassPath.withLibrary()
                .without("tomcat-", "spring-boot-tomcat", "spring-boot-starter-tomcat")
                .with(
                        "spring-boot-jetty",
                        "spring-boot-web-server",
                        "jetty-",
                        "jakarta.servlet-api",
                        "jakarta.websocket");
        return HostSpec.of(JettyHost.class).on(jars).database(database);
    }
}
