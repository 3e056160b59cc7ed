package io.github.idempotency.sample.provider.simulator;

import io.github.idempotency.NotIdempotent;
import io.github.idempotency.sample.provider.ProviderProperties;
import io.github.idempotency.sample.simulate.Simulation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

// tag::not-idempotent[]
@NotIdempotent("plays another company's service, which looks after its keys itself")
@RestController
@RequestMapping("/provider/charges")
@Tag(name = "provider simulator")
class ChargeController {
    // end::not-idempotent[]

    private final ChargeService charges;

    private final Duration longerThanTheClientWaits;

    ChargeController(ChargeService charges, ProviderProperties properties) {
        this.charges = charges;
        this.longerThanTheClientWaits = properties.readTimeout().plusSeconds(1);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Charges once per key")
    ChargeView create(
            @RequestHeader("Idempotency-Key") @Pattern(regexp = "[!-~]{1,255}") String key,
            @Valid @RequestBody ChargeRequest request) {
        ChargeService.Result result = charges.charge(key, request);
        if (result.made() && Simulation.current().providerTimeout()) {
            Simulation.sleep(longerThanTheClientWaits);
        }
        return result.charge();
    }

    @PostMapping("/{id}/void")
    @Operation(summary = "Gives a charge back")
    ChargeView giveBack(@PathVariable UUID id) {
        return charges.giveBack(id);
    }

    @GetMapping
    @Operation(summary = "The charges that were really made, of one reference or all")
    ChargesView made(@RequestParam(required = false) @Nullable String reference) {
        return charges.made(reference);
    }
}
