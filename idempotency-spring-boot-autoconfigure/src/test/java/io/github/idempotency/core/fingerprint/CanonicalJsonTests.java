package io.github.idempotency.core.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class CanonicalJsonTests {

    /** RFC 8785, section 3.2.2; its first number is 333333333.33333329, which the RFC rounds and this library does not. */
    @Test
    void givesTheExampleOfTheRfc() {
        String json = """
                {
                  "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }""";
        assertThat(canonical(json))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785, section 3.2.3. */
    @Test
    void sortsMembersByUtf16CodeUnits() {
        String json = """
                {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                 "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}""";
        assertThat(canonical(json))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** RFC 8785, appendix B, those of its doubles that are given by their shortest spelling. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-0.0e-7, 0",
        "0e99999999999999999999999, 0",
        "5e-324, 5e-324",
        "-5e-324, -5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740992, 9007199254740992",
        "-9007199254740992, -9007199254740992",
        "295147905179352830000, 295147905179352830000",
        "9.999999999999997e22, 9.999999999999997e+22",
        "1e23, 1e+23",
        "999999999999999700000, 999999999999999700000",
        "1E21, 1e+21",
        "100000000000000000000, 100000000000000000000",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "0.000009999999999999997, 0.000009999999999999997",
        "333333333.33333325, 333333333.33333325",
        "1, 1",
        "1.0, 1",
        "1e0, 1",
        "10e-1, 1",
        "0.1E+1, 1",
        "100E-0002, 1",
        "12.50, 12.5",
        "1250e-2, 12.5"
    })
    void spellsANumberInOneWay(String number, String canonical) {
        assertThat(canonical(number)).isEqualTo(canonical);
    }

    @Test
    void keepsNumbersApartThatADoubleCannotTellApart() {
        assertThat(canonical("9007199254740993")).isEqualTo("9007199254740993");
        assertThat(canonical("333333333.33333329")).isEqualTo("333333333.33333329");
        assertThat(canonical("1e400")).isEqualTo("1e+400");
        assertThat(canonical("1e-400")).isEqualTo("1e-400");
    }

    @Test
    void neverExpandsAnExponent() {
        assertThat(canonical("1e200000000")).isEqualTo("1e+200000000");
        assertThat(canonical("[1e-200000000,10e199999999]")).isEqualTo("[1e-200000000,1e+200000000]");
        assertThat(canonical("1e1000000000000000")).isNull();
        assertThat(canonical("10e999999999999999")).isNull();
        assertThat(canonical("1e999999999999999")).isEqualTo("1e+999999999999999");
        assertThat(canonical("1e99999999999999999999")).isNull();
        assertThat(canonical("1e-99999999999999999999")).isNull();
    }

    @Test
    void readsAMillionDigitsInLinearTime() {
        String digits = "7".repeat(1_000_000);
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            assertThat(canonical(digits)).startsWith("7.777").endsWith("e+999999");
            assertThat(canonical("1e" + "0".repeat(1_000_000) + "1")).isEqualTo("10");
            assertThat(canonical("0." + "0".repeat(1_000_000) + "1")).isEqualTo("1e-1000001");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1 \"b\":2}",
                "[1 2]",
                "nul",
                "nulll",
                "True",
                "NaN",
                "Infinity",
                "-Infinity",
                "-",
                "+1",
                "01",
                "-01",
                ".5",
                "5.",
                "1.e1",
                "1e",
                "1e+",
                "1e+-1",
                "0x1",
                "1_0",
                "\"",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u\uff11234\"",
                "'a'",
                "\"a\nb\"",
                "\"\u0000\"",
                "{} {}",
                "1 1",
                "// c\n1",
                "\ufeff1",
                "\u00a01",
                "\uffff"
            })
    void refusesWhatIsNotJson(String json) {
        assertThat(canonical(json)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"\":0,\"\":1}}",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800x\"",
                "{\"\\ud83d\":1}"
            })
    void refusesRepeatedMembersAndLoneSurrogates(String json) {
        assertThat(canonical(json)).isNull();
    }

    @Test
    void refusesInvalidUtf8() {
        assertThat(CanonicalForm.of(bytes('"', 0xC0, 0xAF, '"'))).isEmpty();
        assertThat(CanonicalForm.of(bytes('"', 0xED, 0xA0, 0x80, '"'))).isEmpty();
        assertThat(CanonicalForm.of(bytes('"', 0xF4, 0x90, 0x80, 0x80, '"'))).isEmpty();
        assertThat(CanonicalForm.of(bytes('"', 0xE2, 0x82))).isEmpty();
        assertThat(CanonicalForm.of("{}".getBytes(StandardCharsets.UTF_16LE))).isEmpty();
    }

    @Test
    void boundsTheDepth() {
        assertThat(canonical("[".repeat(500) + "]".repeat(500))).hasSize(1000);
        assertThat(canonical("[".repeat(501) + "]".repeat(501))).isNull();
        assertThat(canonical("[".repeat(10_000) + "]".repeat(10_000))).isNull();
        assertThat(canonical("{\"a\":".repeat(1_000_000))).isNull();
        assertThat(canonical("[" + "[],".repeat(1000) + "[]]")).isNotNull();
    }

    @Test
    void keepsOrderSpacesAndCharactersThatMatter() {
        assertThat(canonical("[2,1,[],{}, \" a\\u2028/ \"]")).isEqualTo("[2,1,[],{},\" a\u2028/ \"]");
        assertThat(canonical("\"\\u007f\\b\\t\\n\\f\\r\\u001f\"")).isEqualTo("\"\u007f\\b\\t\\n\\f\\r\\u001f\"");
    }

    private static String canonical(String json) {
        Optional<byte[]> canonical = CanonicalForm.of(json.getBytes(UTF_8));
        return canonical.map(bytes -> new String(bytes, UTF_8)).orElse(null);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
