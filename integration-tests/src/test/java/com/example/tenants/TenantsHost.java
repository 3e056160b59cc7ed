package com.example.tenants;

import com.example.jpa.JpaHost;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.web.filter.OncePerRequestFilter;

/** Each tenant has a database of its own, chosen by a thread-local that a filter sets. */
@Configuration(proxyBeanMethods = false)
@Import(JpaHost.class)
class TenantsHost {

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    @Bean
    DataSource dataSource(DataSourceProperties properties, @Value("${shop.second.url}") String second) {
        AbstractRoutingDataSource routed = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return TENANT.get();
            }
        };
        DataSource first = pool(properties, properties.determineUrl());
        routed.setTargetDataSources(Map.of("first", first, "second", pool(properties, second)));
        routed.setDefaultTargetDataSource(first);
        return routed;
    }

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> tenantFilter() {
        OncePerRequestFilter filter = new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                TENANT.set(request.getHeader("X-Tenant"));
                try {
                    chain.doFilter(request, response);
                } finally {
                    TENANT.remove();
                }
            }
        };
        FilterRegistrationBean<OncePerRequestFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    private static DataSource pool(DataSourceProperties properties, String url) {
        HikariDataSource pool = properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .url(url)
                .build();
        pool.setMaximumPoolSize(4);
        return pool;
    }
}
