package io.github.idempotency.sample.drill;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Runs the drills on demand; 409 while a run is under way. */
@Endpoint(id = "idempotencydrill")
class DrillEndpoint {

    private final DrillRunner runner;

    DrillEndpoint(DrillRunner runner) {
        this.runner = runner;
    }

    @WriteOperation
    public WebEndpointResponse<DrillRun> run() {
        return runner.run().map(WebEndpointResponse::new).orElseGet(() -> new WebEndpointResponse<>(409));
    }
}
