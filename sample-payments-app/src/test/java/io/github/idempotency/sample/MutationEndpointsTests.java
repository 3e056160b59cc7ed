package io.github.idempotency.sample;

import io.github.idempotency.governance.MutationEndpointInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The page about the quarterly review shows this test. */
class MutationEndpointsTests extends HttpTestSupport {

    // tag::classified[]
    @Test
    void areClassified(@Autowired MutationEndpointInventory inventory) throws IOException {
        Files.writeString(Path.of("target/mutation-endpoints.md"), inventory.toMarkdown());
        inventory.assertClassified();
    }
    // end::classified[]
}
