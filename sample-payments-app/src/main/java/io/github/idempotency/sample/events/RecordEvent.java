package io.github.idempotency.sample.events;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

record RecordEvent(
        @NotBlank
        @Size(max = 100)
        @Pattern(regexp = "[^\\p{Cc}\\p{Cs}]*", message = "must not contain control characters")
        @Schema(example = "page-viewed")
        String type) {}
