package io.github.idempotency.web.app;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What hosts have: an outer filter that sets a header, an interceptor that authorises, CORS. */
@Configuration(proxyBeanMethods = false)
class ApplicationWebConfiguration implements WebMvcConfigurer {

    @Bean
    FilterRegistrationBean<Filter> outerHeader() {
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Outer", "set before");
            ((HttpServletResponse) response).addHeader("Vary", "X-Outer");
            chain.doFilter(request, response);
        });
        filter.setOrder(-1000);
        return filter;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                if ("yes".equals(request.getHeader("X-Suspended"))) {
                    response.setStatus(403);
                    return false;
                }
                return true;
            }
        });
    }

    @Override
    public void addCorsMappings(CorsRegistry registry) {
        registry.addMapping("/**").allowedOrigins("https://shop.example");
    }
}
