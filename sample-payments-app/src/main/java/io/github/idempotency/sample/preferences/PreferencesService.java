package io.github.idempotency.sample.preferences;

import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Service
class PreferencesService {

    private static final TypeReference<Map<String, Object>> DOCUMENT = new TypeReference<>() {};

    private final PreferencesRepository repository;

    private final JsonMapper json;

    PreferencesService(PreferencesRepository repository, JsonMapper json) {
        this.repository = repository;
        this.json = json;
    }

    @Transactional
    public PreferencesView put(String customerId, Map<String, Object> preferences) {
        return view(repository.put(customerId, json.writeValueAsString(preferences)));
    }

    @Transactional(readOnly = true)
    public PreferencesView get(String customerId) {
        return repository
                .findById(customerId)
                .map(this::view)
                .orElseThrow(() -> new UnknownPreferencesException(customerId));
    }

    private PreferencesView view(CustomerPreferences found) {
        return new PreferencesView(
                found.customerId(), json.readValue(found.document(), DOCUMENT), found.revision(), found.updatedAt());
    }
}
