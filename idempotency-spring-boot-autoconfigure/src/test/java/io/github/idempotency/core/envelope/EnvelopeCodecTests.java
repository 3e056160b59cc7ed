package io.github.idempotency.core.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeCodecTests {

    private static final UUID ID = UUID.randomUUID();
    private static final String HEADERS = "Location: /payments/4711\nX-Größe: 1\n";

    private final Keys keys = new Keys();
    private final EnvelopeCodec encrypting = new EnvelopeCodec(new ContentCipher(keys), null);
    private final EnvelopeCodec compressing = new EnvelopeCodec(null, new BodyCompression(100));
    private final EnvelopeCodec both = new EnvelopeCodec(new ContentCipher(keys), new BodyCompression(100));

    private static final class Keys implements EncryptionKeys {

        private final Map<String, SecretKey> byName = new HashMap<>();
        private @Nullable String active;
        private boolean away;

        Keys() {
            add("k1", 32);
        }

        void add(String name, int size) {
            byte[] key = new byte[size];
            new Random(byName.size()).nextBytes(key);
            byName.put(name, new SecretKeySpec(key, "AES"));
            active = name;
        }

        @Override
        public @Nullable String activeKey() {
            return active;
        }

        @Override
        public @Nullable SecretKey find(String name) {
            if (away) {
                throw new IllegalStateException("no answer");
            }
            return byName.get(name);
        }
    }

    private static byte[] text(int length) {
        return "{\"amount\":\"12.50\"},"
                .repeat(length / 19 + 1)
                .substring(0, length)
                .getBytes(UTF_8);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static void assertUnreadable(EnvelopeCodec codec, UUID id, int status, EnvelopeContent stored) {
        assertThatExceptionOfType(UnreadableContentException.class)
                .isThrownBy(() -> codec.unpack(id, status, stored))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4711"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "99", "100", "5000", "1000000"})
    void whateverIsPackedComesBackByteForByte(int length) throws GeneralSecurityException {
        for (EnvelopeCodec codec : new EnvelopeCodec[] {EnvelopeCodec.PLAIN, encrypting, compressing, both}) {
            for (byte[] body : new byte[][] {text(length), noise(length)}) {
                EnvelopeContent back = codec.unpack(ID, 201, codec.pack(ID, 201, HEADERS, body));
                assertThat(back.headers()).isEqualTo(HEADERS);
                assertThat(back.body()).isEqualTo(body);
            }
        }
    }

    @Test
    void withoutEncryptionAndCompressionNothingChanges() throws GeneralSecurityException {
        byte[] body = text(10_000);
        EnvelopeContent stored = EnvelopeCodec.PLAIN.pack(ID, 201, HEADERS, body);

        assertThat(stored.packed()).isFalse();
        assertThat(stored.headers()).isSameAs(HEADERS);
        assertThat(stored.body()).isSameAs(body);
    }

    @Test
    void headersWithoutABodyAreEncryptedAndNothingIsLeftAsItIs() throws GeneralSecurityException {
        EnvelopeContent stored = both.pack(ID, 201, HEADERS, null);
        assertThat(stored.headers()).isNull();
        assertThat(both.unpack(ID, 201, stored).headers()).isEqualTo(HEADERS);
        assertThat(both.unpack(ID, 201, stored).body()).isNull();

        assertThat(both.pack(ID, 201, "", null).packed()).isFalse();
    }

    @Test
    void nothingOfTheResponseIsInAPackedOne() throws GeneralSecurityException {
        EnvelopeContent stored = encrypting.pack(ID, 201, HEADERS, text(50));

        assertThat(stored.headers()).isNull();
        assertThat(new String(stored.body(), UTF_8)).contains("k1").doesNotContain("4711", "Location", "amount");
        assertThat(stored.toString()).doesNotContain("4711");
    }

    @Test
    void noTwoMessagesShareANonce() throws GeneralSecurityException {
        Set<String> starts = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] body = encrypting.pack(ID, 201, "", text(20)).body();
            starts.add(new String(body, 1 + 1 + 2, 12, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        assertThat(starts).hasSize(1_000);
    }

    @Test
    void aRotatedKeyStillReadsAndALostOneDoesNot() throws GeneralSecurityException {
        EnvelopeContent old = both.pack(ID, 201, HEADERS, text(500));
        keys.add("k2", 32);
        EnvelopeContent fresh = both.pack(ID, 201, HEADERS, text(500));
        assertThat(both.unpack(ID, 201, old).body()).isEqualTo(text(500));

        keys.byName.remove("k1");
        assertUnreadable(both, ID, 201, old);
        assertThat(both.unpack(ID, 201, fresh).body()).isEqualTo(text(500));
        assertUnreadable(EnvelopeCodec.PLAIN, ID, 201, fresh);
    }

    @Test
    void anotherKeyOfTheSameNameDoesNotRead() throws GeneralSecurityException {
        EnvelopeContent old = both.pack(ID, 201, HEADERS, text(500));
        keys.byName.put("k1", new SecretKeySpec(noise(32), "AES"));

        assertUnreadable(both, ID, 201, old);
    }

    @Test
    void aKeyWhoseSourceIsAwayIsNotALostOne() throws GeneralSecurityException {
        EnvelopeContent stored = both.pack(ID, 201, HEADERS, text(500));
        keys.away = true;

        assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> both.unpack(ID, 201, stored));
    }

    @Test
    void withoutAnActiveKeyOldOnesAreReadAndNewOnesAreStoredInClear() throws GeneralSecurityException {
        EnvelopeContent old = encrypting.pack(ID, 201, HEADERS, text(500));
        keys.active = null;

        assertThat(encrypting.unpack(ID, 201, old).body()).isEqualTo(text(500));
        assertThat(encrypting.pack(ID, 201, HEADERS, text(500)).packed()).isFalse();
        assertThat(encrypting.packStep(ID, "charge", text(5))).isEqualTo(text(5));
    }

    @Test
    void aMessageBelongsToItsRecordAndItsStatus() throws GeneralSecurityException {
        EnvelopeContent stored = encrypting.pack(ID, 201, HEADERS, text(50));

        assertUnreadable(encrypting, UUID.randomUUID(), 201, stored);
        assertUnreadable(encrypting, ID, 402, stored);
    }

    @Test
    void noByteOfAMessageCanBeChangedOrCutOff() throws GeneralSecurityException {
        byte[] body = both.pack(ID, 201, HEADERS, text(300)).body();
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= 1;
            assertUnreadable(both, ID, 201, new EnvelopeContent(true, null, changed));
            assertUnreadable(both, ID, 201, new EnvelopeContent(true, null, java.util.Arrays.copyOf(body, i)));
        }
        assertUnreadable(both, ID, 201, new EnvelopeContent(true, null, null));
    }

    @Test
    void aResultOfAStepBelongsToItsStep() throws GeneralSecurityException {
        byte[] stored = encrypting.packStep(ID, "charge", text(50));

        assertThat(new String(stored, UTF_8)).doesNotContain("amount");
        assertThat(encrypting.unpackStep(ID, "charge", stored)).isEqualTo(text(50));
        assertThat(encrypting.unpackStep(ID, "charge", text(50))).isEqualTo(text(50));
        assertThatExceptionOfType(UnreadableContentException.class)
                .isThrownBy(() -> encrypting.unpackStep(ID, "ship", stored));
        assertThatExceptionOfType(UnreadableContentException.class)
                .isThrownBy(() -> encrypting.unpackStep(UUID.randomUUID(), "charge", stored));
    }

    @Test
    void compressesWhatGetsAFifthSmallerAndLeavesTheRest() throws GeneralSecurityException, IOException {
        assertThat(compressing.pack(ID, 201, HEADERS, text(99)).packed()).isFalse();
        assertThat(compressing.pack(ID, 201, HEADERS, noise(5_000)).packed()).isFalse();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(text(20_000));
            gzip.write(noise(20_000));
        }
        assertThat(compressing.pack(ID, 201, HEADERS, zipped.toByteArray()).packed())
                .isFalse();

        EnvelopeContent stored = compressing.pack(ID, 201, HEADERS, text(5_000));
        assertThat(stored.packed()).isTrue();
        assertThat(stored.headers()).isEqualTo(HEADERS);
        assertThat(stored.body()).hasSizeLessThan(500);
        assertThat(both.pack(ID, 201, HEADERS, text(5_000)).body()).hasSizeLessThan(600);
    }

    @Test
    void aCompressedBodyOfAnotherSizeCostsNoMemory() throws GeneralSecurityException {
        byte[] body = compressing.pack(ID, 201, HEADERS, text(5_000)).body();
        for (int[] change : new int[][] {{1, 0x7f}, {1, 0xff}, {4, 0}, {4, 0xff}}) {
            byte[] changed = body.clone();
            changed[change[0]] = (byte) change[1];
            assertUnreadable(compressing, ID, 201, new EnvelopeContent(true, HEADERS, changed));
        }
    }

    @Test
    void anActiveKeyThatIsUnknownOrOfAnotherLengthIsRefused() {
        keys.add("short", 16);
        assertThatIllegalStateException()
                .isThrownBy(() -> new ContentCipher(keys).check())
                .withMessage("The active encryption key 'short' has 16 bytes and not 32");
        assertThatIllegalStateException().isThrownBy(() -> encrypting.pack(ID, 201, HEADERS, text(5)));
        keys.active = "other";
        assertThatIllegalStateException()
                .isThrownBy(() -> new ContentCipher(keys).check())
                .withMessage("The active encryption key 'other' is unknown");
        keys.active = "ü";
        assertThatIllegalStateException().isThrownBy(() -> new ContentCipher(keys).check());
    }
}
