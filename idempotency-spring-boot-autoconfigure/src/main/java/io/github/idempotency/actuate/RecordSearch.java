package io.github.idempotency.actuate;

import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.KeyParser;
import io.github.idempotency.core.ParsedKey;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.Tenant.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Which records a key may stand for, if it is not known where the tenant's name comes from. */
final class RecordSearch {

    private static final KeyParser KEYS = new KeyParser("Idempotency-Key", KeyFormat.LENIENT, 1, 255, null);

    private final @Nullable String defaultTenant;

    /**
     * Creates a search.
     *
     * @param defaultTenant name of the tenant of requests without a tenant header, null for none
     */
    RecordSearch(@Nullable String defaultTenant) {
        this.defaultTenant = defaultTenant;
    }

    /**
     * Ids of the records to look for.
     *
     * @param key       the key, quoted or bare
     * @param operation the operation
     * @param tenant    name of the tenant; null or empty for callers without one
     * @param source    where the name comes from, null if it is not known
     */
    List<UUID> candidates(String key, @Nullable String operation, @Nullable String tenant, @Nullable String source) {
        if (!StringUtils.hasText(operation)) {
            throw RefusedException.badRequest(
                    "A key belongs to an operation: name it, as in operation=create-payment.");
        }
        if (!(KEYS.parse(List.of(key)) instanceof ParsedKey.Valid valid)) {
            throw RefusedException.badRequest(
                    "The key is none: 1 to 255 visible ASCII characters, in double quotes or bare; percent-encode it.");
        }
        return tenants(tenant, source(source)).stream()
                .map(candidate -> new RecordKey(candidate, operation, valid.key()).id())
                .toList();
    }

    private List<Tenant> tenants(@Nullable String name, @Nullable Source source) {
        List<Tenant> tenants = new ArrayList<>();
        if (!StringUtils.hasLength(name)) {
            if (source == null || source == Source.ANONYMOUS) {
                tenants.add(Tenant.anonymous());
            }
            if (defaultTenant != null && (source == null || source == Source.HEADER)) {
                tenants.add(new Tenant(Source.HEADER, defaultTenant));
            }
        } else if (source == null) {
            Arrays.stream(Source.values())
                    .filter(each -> each != Source.ANONYMOUS)
                    .forEach(each -> tenants.add(new Tenant(each, name)));
        } else if (source != Source.ANONYMOUS) {
            tenants.add(new Tenant(source, name));
        }
        if (tenants.isEmpty()) {
            throw RefusedException.badRequest(
                    source == Source.ANONYMOUS
                            ? "Anonymous callers have no tenant: leave out tenant, or name another tenantSource."
                            : "tenantSource=" + text(source) + " needs the name of a tenant.");
        }
        return tenants;
    }

    private static @Nullable Source source(@Nullable String text) {
        if (!StringUtils.hasText(text)) {
            return null;
        }
        return Arrays.stream(Source.values())
                .filter(source -> text(source).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> RefusedException.badRequest("tenantSource must be one of "
                        + Arrays.stream(Source.values()).map(RecordSearch::text).collect(Collectors.joining(", "))
                        + '.'));
    }

    private static String text(@Nullable Source source) {
        return String.valueOf(source).toLowerCase(Locale.ROOT);
    }
}
