package io.github.idempotency.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorageQuotaLogTests {

    @Test
    void saysOneTenantAndManyTenantsRightly() {
        assertThat(StorageQuota.tenantsNear(1, 0.8))
                .startsWith(
                        "The records of one tenant take 80 % of its quota or more (idempotency.quota); at 100 % new keys")
                .endsWith("says which one");
        assertThat(StorageQuota.tenantsNear(3, 0.75))
                .startsWith("The records of 3 tenants take 75 % of their quota or more");
    }
}
