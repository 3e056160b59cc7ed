package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EnvelopeCodecsTests {

    private static final String KEY = Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());
    private static final String SHORT = Base64.getEncoder().encodeToString("0123456789abcdef".getBytes());

    private static IdempotencyProperties bind(String... properties) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String property : properties) {
            int separator = property.indexOf('=');
            values.put("idempotency." + property.substring(0, separator), property.substring(separator + 1));
        }
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("idempotency", Bindable.of(IdempotencyProperties.class));
    }

    private static String analysisOf(@Nullable EncryptionKeys keys, String... properties) {
        Throwable failure = catchThrowable(() -> EnvelopeCodecs.of(bind(properties), keys));
        return StartUpAnalysis.of(failure) + failure;
    }

    private record Keys(
            @Nullable String activeKey, @Nullable SecretKey key) implements EncryptionKeys {

        @Override
        public @Nullable SecretKey find(String name) {
            return key;
        }
    }

    @Test
    void withoutConfigurationNothingIsPacked() {
        assertThat(EnvelopeCodecs.of(bind(), null)).isSameAs(EnvelopeCodec.PLAIN);
    }

    @Test
    void keysAloneReadAndAnActiveOneWrites() throws Exception {
        byte[] result = new byte[] {1};
        java.util.UUID id = java.util.UUID.randomUUID();
        EnvelopeCodec reading = EnvelopeCodecs.of(bind("encryption.keys.2026-b=" + KEY), null);
        EnvelopeCodec writing =
                EnvelopeCodecs.of(bind("encryption.keys.2026-b= " + KEY, "encryption.active-key=2026-b"), null);

        assertThat(reading.packStep(id, "step", result)).isSameAs(result);
        byte[] packed = writing.packStep(id, "step", result);
        assertThat(packed).isNotEqualTo(result);
        assertThat(reading.unpackStep(id, "step", packed)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption.active-key=k2 | encryption.keys.k1=KEY   | idempotency.encryption.active-key names the key 'k2'",
                "encryption.active-key=k1 | encryption.keys.k1=SHORT | idempotency.encryption.keys.k1 has 16 bytes and not 32",
                "encryption.active-key=k1 | encryption.keys.k1=#KEY  | idempotency.encryption.keys.k1 is not base64",
                "encryption.active-key=k1 | encryption.keys.[k 1]=KEY | idempotency.encryption.keys.k 1 is not a name",
                "encryption.active-key=k1 | client.enabled=true      | idempotency.encryption.active-key names the key 'k1'",
            })
    void whatIsWrongIsNamedWithoutTheKey(String first, String second, String expected) {
        String property = second.replace("KEY", KEY).replace("SHORT", SHORT);
        assertThat(analysisOf(null, first, property)).contains(expected).doesNotContain(KEY, SHORT);
    }

    @Test
    void aBeanThatSuppliesNoUsableKeyIsRefused() {
        assertThat(analysisOf(new Keys("k1", null))).contains("The active encryption key 'k1' is unknown");
        assertThat(analysisOf(new Keys("k1", new SecretKeySpec(new byte[24], "AES"))))
                .contains("has 24 bytes and not 32");
        assertThat(analysisOf(new Keys("k1", new SecretKeySpec(new byte[32], "AES")), "encryption.active-key=k1"))
                .contains("idempotency.encryption is set, and there is a bean of type EncryptionKeys");
    }

    @Test
    void theKillSwitchAsksForNoKey() {
        assertThat(EnvelopeCodecs.of(bind("enabled=false"), new Keys("k1", null)))
                .isNotNull();
    }

    @Test
    void thePropertiesDoNotShowKeys() {
        IdempotencyProperties properties = bind("encryption.active-key=k1", "encryption.keys.k1=" + KEY);

        assertThat(properties.toString()).contains("k1").doesNotContain(KEY);
    }
}
