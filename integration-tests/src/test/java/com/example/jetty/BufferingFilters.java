package com.example.jetty;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Filters that hold responses back, one early and one as a bean without an order, which is called late. */
@Configuration(proxyBeanMethods = false)
class BufferingFilters {

    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> etag() {
        FilterRegistrationBean<ShallowEtagHeaderFilter> registration =
                new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
        registration.setOrder(0);
        return registration;
    }

    @Bean
    Filter contentCaching() {
        return (request, response, chain) -> {
            ContentCachingResponseWrapper caching = new ContentCachingResponseWrapper((HttpServletResponse) response);
            chain.doFilter(request, caching);
            caching.copyBodyToResponse();
        };
    }
}
