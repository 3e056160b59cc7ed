package io.github.idempotency.autoconfigure;

import io.github.idempotency.store.schema.StoreSetupException;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;

/**
 * Fails the start if another filter may stand between the library's filter and a dispatcher: one that is mapped to the
 * dispatcher's name and not known to match before. What wraps all the same is refused request by request.
 */
final class FilterPlaceCheck implements SmartInitializingSingleton {

    private final ServletContext servletContext;
    private final AbstractFilterRegistrationBean<?> own;
    private final List<AbstractFilterRegistrationBean<?>> all;

    FilterPlaceCheck(
            ServletContext servletContext,
            AbstractFilterRegistrationBean<?> own,
            List<AbstractFilterRegistrationBean<?>> all) {
        this.servletContext = servletContext;
        this.own = own;
        this.all = all;
    }

    @Override
    public void afterSingletonsInstantiated() {
        servletContext.getFilterRegistrations().forEach((name, filter) -> {
            if (!name.equals(own.getFilterName()) && sharesServlet(filter) && !matchesBefore(name)) {
                throw new StoreSetupException(
                        "Filter '" + name + "' (" + filter.getClassName()
                                + ") is mapped to the name of a DispatcherServlet, as the"
                                + " library's filter is, and may stand between that and the dispatcher: responses would be stored"
                                + " and replayed in another form than the client sees.",
                        "Map the filter to URL patterns (the default of a FilterRegistrationBean), or register it by a"
                                + " FilterRegistrationBean whose matchAfter is false.",
                        null);
            }
        });
    }

    private boolean sharesServlet(FilterRegistration filter) {
        Collection<String> servlets = filter.getServletNameMappings();
        return servlets != null && !Collections.disjoint(servlets, own.getServletNames());
    }

    private boolean matchesBefore(String filter) {
        return all.stream().anyMatch(bean -> !bean.isMatchAfter() && filter.equals(bean.getFilterName()));
    }
}
