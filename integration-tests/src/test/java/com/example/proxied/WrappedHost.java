package com.example.proxied;

import com.example.jpa.JpaHost;
import javax.sql.DataSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.interceptor.SimpleTraceInterceptor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** A library for tracing wraps the data source, and proxies the transaction manager. */
@Configuration(proxyBeanMethods = false)
@Import(JpaHost.class)
class WrappedHost {

    @Bean
    static BeanPostProcessor tracing() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof DataSource dataSource) {
                    return new DelegatingDataSource(dataSource);
                }
                if (bean instanceof PlatformTransactionManager) {
                    ProxyFactory proxy = new ProxyFactory(bean);
                    proxy.addAdvice(new SimpleTraceInterceptor());
                    return proxy.getProxy();
                }
                return bean;
            }
        };
    }
}
