package io.github.idempotency.sample.chain;

import io.github.idempotency.sample.SamplePaymentsApplication;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.context.support.GenericApplicationContext;

/** The sample with the keys of its outgoing calls switched off: each attempt carries one that nobody derived. */
final class OtherKeysApplication {

    private OtherKeysApplication() {}

    public static void main(String[] args) {
        new SpringApplicationBuilder(SamplePaymentsApplication.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("otherKeys", RestClientCustomizer.class, OtherKeysApplication::otherKeys))
                .run(args);
    }

    private static RestClientCustomizer otherKeys() {
        return client -> client.requestInterceptor((request, body, execution) -> {
            if (request.getHeaders().containsHeader("Idempotency-Key")) {
                request.getHeaders().set("Idempotency-Key", UUID.randomUUID().toString());
            }
            return execution.execute(request, body);
        });
    }
}
