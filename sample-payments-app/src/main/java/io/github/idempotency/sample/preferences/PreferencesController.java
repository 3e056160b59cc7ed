package io.github.idempotency.sample.preferences;

import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.github.idempotency.sample.accounts.AccountId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/customers/{id}/preferences")
@Tag(name = "preferences")
class PreferencesController {

    private final PreferencesService preferences;

    PreferencesController(PreferencesService preferences) {
        this.preferences = preferences;
    }

    @PutMapping
    @Idempotent(value = "update-preferences", risk = RiskClass.MEDIUM)
    @Operation(summary = "Sets the preferences of a customer, whatever was there before")
    PreferencesView put(@PathVariable @AccountId String id, @RequestBody Map<String, Object> document) {
        return preferences.put(id, document);
    }

    @GetMapping
    @Operation(summary = "The preferences of a customer")
    PreferencesView get(@PathVariable @AccountId String id) {
        return preferences.get(id);
    }
}
