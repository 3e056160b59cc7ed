package io.github.idempotency.autoconfigure;

import java.util.List;
import javax.lang.model.element.Modifier;
import org.springframework.aot.generate.GeneratedMethod;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.javapoet.CodeBlock;
import org.springframework.javapoet.MethodSpec;

/** Has an application that is processed ahead of time check at start that {@link BuildTimeSettings} are what they were. */
final class BuildTimeSettingsProcessor implements BeanFactoryInitializationAotProcessor {

    @Override
    public BeanFactoryInitializationAotContribution processAheadOfTime(ConfigurableListableBeanFactory beanFactory) {
        List<String> settings = BuildTimeSettings.of(beanFactory.getBean(Environment.class));
        return (context, code) -> {
            GeneratedMethod check =
                    code.getMethods().add("checkIdempotencySettings", method -> generate(method, settings));
            code.addInitializer(check.toMethodReference());
        };
    }

    private static void generate(MethodSpec.Builder method, List<String> settings) {
        method.addJavadoc("Fail if a property that has chosen beans of the idempotency library is another by now.")
                .addModifiers(Modifier.PRIVATE)
                .addParameter(Environment.class, "environment")
                .addStatement(
                        "$T.check(environment, $L)",
                        BuildTimeSettings.class,
                        settings.stream()
                                .map(setting -> CodeBlock.of("$S", setting))
                                .collect(CodeBlock.joining(", ")));
    }
}
