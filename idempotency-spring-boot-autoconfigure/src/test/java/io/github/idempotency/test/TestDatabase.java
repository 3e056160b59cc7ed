package io.github.idempotency.test;

import com.zaxxer.hikari.HikariDataSource;

/**
 * A fresh database on the test server.
 *
 * @param name     its name
 * @param url      JDBC URL
 * @param username user, a superuser
 * @param password password, may be empty
 */
public record TestDatabase(String name, String url, String username, String password) {

    /** Opens a connection pool on it, to be closed by the caller. */
    public HikariDataSource pool(int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(username);
        pool.setPassword(password);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(1);
        pool.setPoolName(name);
        return pool;
    }

    /** Properties that point a Spring Boot application at it, as {@code name=value}. */
    public String[] springProperties() {
        return new String[] {
            "spring.datasource.url=" + url,
            "spring.datasource.username=" + username,
            "spring.datasource.password=" + password,
            "spring.datasource.hikari.maximum-pool-size=4",
            "spring.datasource.hikari.minimum-idle=1"
        };
    }
}
