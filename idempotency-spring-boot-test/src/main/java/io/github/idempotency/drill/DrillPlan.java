package io.github.idempotency.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@link IdempotencyDrill} was told. */
final class DrillPlan {

    final DrillTarget target;
    String method = "POST";
    String path = "/";
    final Map<String, String> headers = new LinkedHashMap<>();
    Supplier<String> body = () -> "";

    @Nullable
    UnaryOperator<String> modification;

    @Nullable
    IntSupplier effects;

    @Nullable
    IntSupplier downstream;

    @Nullable
    Outage downstreamOutage;

    @Nullable
    ServerFault downstreamFault;

    @Nullable
    Outage storeOutage;

    boolean failsOpen;
    String keyHeader = "Idempotency-Key";
    boolean quotedKeys;
    int keyReusedStatus = 409;

    @Nullable
    String replayMarker = "Idempotent-Replayed";

    int threads = 8;
    Duration patience = Duration.ofSeconds(15);
    List<ClientProfile> clients = List.of(ClientProfile.MOBILE_SDK);
    final List<ServerFault> serverFaults = new ArrayList<>();
    final Set<String> volatileHeaders = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    DrillPlan(DrillTarget target) {
        this.target = target;
        headers.put(IdempotencyDrill.SYNTHETIC_HEADER, "drill");
    }

    /** A failure that the server brings about itself when a header asks for it. */
    record ServerFault(String title, String header, String value) {}

    DrillRequest newRequest() {
        String key = UUID.randomUUID().toString();
        return new DrillRequest(method, path, headers, body.get())
                .withHeader(keyHeader, quotedKeys ? '"' + key + '"' : key);
    }

    /** The payload with a difference that counts; null if nobody said how. */
    @Nullable
    String modified(String payload) {
        if (modification != null) {
            return modification.apply(payload);
        }
        String contentType = headers.getOrDefault("Content-Type", "").toLowerCase(Locale.ROOT);
        int end = payload.lastIndexOf('}');
        if (contentType.contains("json") && end > 0) {
            String before = payload.substring(0, end).stripTrailing();
            return before + (before.endsWith("{") ? "" : ",") + "\"idempotencyDrill\":\"modified\""
                    + payload.substring(end);
        }
        return contentType.contains("form-urlencoded") ? payload + "&idempotencyDrill=modified" : null;
    }
}
