package io.github.idempotency.actuate;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Records that were looked for.
 *
 * @param records the records
 * @param gone    ids of records that are gone, but had incidents
 * @param message what is to be said about them, null for nothing
 */
public record RecordsDescriptor(
        List<RecordDescriptor> records,
        List<UUID> gone,
        @Nullable String message) implements OperationResponseBody {}
