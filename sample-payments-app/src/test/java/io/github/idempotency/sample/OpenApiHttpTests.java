package io.github.idempotency.sample;

import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

/** What the service says of its keys in its OpenAPI document. */
class OpenApiHttpTests extends HttpTestSupport {

    @Test
    void theDocumentTellsWhichOperationsNeedAKey() {
        BodyContentSpec document =
                http.get().uri("/v3/api-docs").exchange().expectStatus().isOk().expectBody();

        for (String path : new String[] {"/payments", "/transfers", "/payments/{id}/refunds"}) {
            document.jsonPath("$.paths['%s'].post.parameters[?(@.name == 'Idempotency-Key')].required".formatted(path))
                    .isEqualTo(true)
                    .jsonPath("$.paths['%s'].post.responses['503'].content['application/problem+json']".formatted(path))
                    .exists();
        }
        document.jsonPath("$.paths['/events'].post.parameters[?(@.name == 'Idempotency-Key')].required")
                .isEqualTo(false)
                .jsonPath("$.paths['/events'].post.responses['503'].description")
                .isEqualTo(
                        "- `downstream-unavailable`: a service behind gave no answer; retry later with the same key.")
                .jsonPath("$.paths['/payments'].get.parameters[?(@.name == 'Idempotency-Key')]")
                .doesNotExist()
                .jsonPath("$.paths['/payments'].post.parameters[?(@.name == 'execution')]")
                .doesNotExist();
    }
}
