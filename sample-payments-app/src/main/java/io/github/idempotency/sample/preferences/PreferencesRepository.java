package io.github.idempotency.sample.preferences;

import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface PreferencesRepository extends Repository<CustomerPreferences, String> {

    Optional<CustomerPreferences> findById(String customerId);

    /** One statement, so that concurrent updates neither collide nor lose a revision. */
    @Query(value = """
            insert into customer_preferences as p (customer_id, document, revision, updated_at)
            values (:customerId, :document, 1, now())
            on conflict (customer_id) do update
            set document = excluded.document, revision = p.revision + 1, updated_at = excluded.updated_at
            returning customer_id, document, revision, updated_at""", nativeQuery = true)
    CustomerPreferences put(String customerId, String document);
}
