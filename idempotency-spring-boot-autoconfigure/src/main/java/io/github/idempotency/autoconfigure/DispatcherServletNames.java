package io.github.idempotency.autoconfigure;

import java.util.Arrays;
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

    /**
     * Those of the registration beans, and those of the dispatchers among the beans, which Spring Boot registers by the names of
     * the beans if they have no registration. A name too many is no harm; the dispatchers are not created for it.
     */
    static Collection<String> of(ListableBeanFactory beanFactory, ObjectProvider<ServletRegistrationBean<?>> servlets) {
        Set<String> names = new LinkedHashSet<>(
                Arrays.asList(beanFactory.getBeanNamesForType(DispatcherServlet.class, true, false)));
        servlets.stream()
                .filter(registration -> registration.getServlet() instanceof DispatcherServlet)
                .forEach(registration -> names.add(registration.getServletName()));
        return names;
    }
}
