package io.github.idempotency.autoconfigure;

import java.util.Objects;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/** What Spring Boot would print for a failed start, from all analyzers in the order in which it asks them. */
final class StartUpAnalysis {

    private StartUpAnalysis() {}

    static String of(Throwable failure) {
        FailureAnalysis analysis = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        ArgumentResolver.of(Environment.class, new StandardEnvironment())
                                .and(BeanFactory.class, new DefaultListableBeanFactory()))
                .stream()
                .sorted(AnnotationAwareOrderComparator.INSTANCE)
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No analyzer knows the failure", failure));
        return analysis.getDescription() + "\n" + analysis.getAction();
    }
}
