package io.github.idempotency.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.web.servlet.DispatcherServlet;

/** The names under which Spring Boot registers the application's dispatchers with the servlet container. */
final class DispatcherServletNames {

    private DispatcherServletNames() {}

    /** Those of the registration beans, and those of the dispatchers that are beans without one. */
    static Collection<String> of(ListableBeanFactory beanFactory, ObjectProvider<ServletRegistrationBean<?>> servlets) {
        Set<String> names = new LinkedHashSet<>();
        Set<Object> registered = new LinkedHashSet<>();
        servlets.stream()
                .filter(registration -> registration.getServlet() instanceof DispatcherServlet)
                .forEach(registration -> {
                    names.add(registration.getServletName());
                    registered.add(registration.getServlet());
                });
        for (String bean : beanFactory.getBeanNamesForType(DispatcherServlet.class, true, false)) {
            if (!registered.contains(beanFactory.getBean(bean))) {
                names.add(bean);
            }
        }
        return names;
    }
}
