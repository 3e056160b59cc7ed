package io.github.idempotency.web.app;

import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Handlers whose documentation is special. */
@RestController
class DocumentedHandlers {

    @PostMapping("/documented")
    @Idempotent("documented")
    @ApiResponse(
            responseCode = "200",
            description = "our own success",
            headers = @Header(name = "idempotent-replayed", description = "our own header"))
    @ApiResponse(responseCode = "409", description = "our own conflict")
    String documented(@RequestHeader(name = "idempotency-key", required = false) String key) {
        return "documented";
    }

    @RequestMapping(
            path = "/read-and-write",
            method = {RequestMethod.GET, RequestMethod.PUT})
    @Idempotent(value = "read-and-write", risk = RiskClass.MEDIUM)
    String readAndWrite() {
        return "both";
    }

    @PostMapping("/own-keys")
    String ownKeys(@RequestHeader("Idempotency-Key") String key) {
        return "own keys";
    }

    @PostMapping("/own-mark")
    @Operation(
            description = "Safe by its account.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-idempotency-key", value = "by account")))
    String ownMark() {
        return "own mark";
    }
}
