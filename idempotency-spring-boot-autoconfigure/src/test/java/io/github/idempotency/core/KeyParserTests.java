package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class KeyParserTests {

    private static final String UUID = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    private final KeyParser lenient = new KeyParser("Idempotency-Key", KeyFormat.LENIENT, 1, 255, null);
    private final KeyParser strict = new KeyParser("Idempotency-Key", KeyFormat.STRICT, 1, 255, null);

    @Test
    void findsNoKeyWhereThereIsNoHeader() {
        assertThat(lenient.parse(List.of())).isInstanceOf(ParsedKey.Missing.class);
        assertThat(strict.parse(List.of())).isInstanceOf(ParsedKey.Missing.class);
    }

    @Test
    void readsTheQuotedAndTheBareSpellingAsTheSameKey() {
        assertThat(key(lenient, UUID)).isEqualTo(UUID);
        assertThat(key(lenient, '"' + UUID + '"')).isEqualTo(UUID);
        assertThat(key(strict, '"' + UUID + '"')).isEqualTo(UUID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                UUID,
                "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "dGhlIGtleQ+/==",
                "1",
                "a:b",
                "urn:uuid:1",
                "'k'",
                "a\\b",
                "?1",
                "{a}",
                "' OR 1=1 --",
                "%00",
                "../../etc"
            })
    void acceptsAnyVisibleAsciiQuotedAndMostOfItBare(String key) {
        if (key.indexOf(' ') < 0) {
            assertThat(key(lenient, key)).isEqualTo(key);
        }
        String visible = key.replace(" ", "_");
        assertThat(key(lenient, '"' + visible.replace("\\", "\\\\") + '"')).isEqualTo(visible);
    }

    @Test
    void acceptsEveryVisibleCharacterAndNoOther() {
        for (char c = 0; c < 0x180; c++) {
            boolean visible = c > 0x20 && c < 0x7F;
            String quoted = c == '"' || c == '\\' ? "\"x\\" + c + "y\"" : "\"x" + c + "y\"";
            assertThat(strict.parse(List.of(quoted)) instanceof ParsedKey.Valid)
                    .as("quoted 0x%x", (int) c)
                    .isEqualTo(visible);
            assertThat(lenient.parse(List.of("x" + c + "y")) instanceof ParsedKey.Valid)
                    .as("bare 0x%x", (int) c)
                    .isEqualTo(visible && c != '"' && c != ',' && c != ';');
        }
    }

    @Test
    void decodesEscapes() {
        assertThat(key(strict, "\"a\\\"b\\\\c,d;e\"")).isEqualTo("a\"b\\c,d;e");
    }

    @Test
    void keepsCaseAndTakesOffSpaceAroundTheValueOnly() {
        assertThat(key(lenient, " \tKey\t ")).isEqualTo("Key");
        assertThat(key(strict, "  \"Key\" ")).isEqualTo("Key");
        assertThat(key(lenient, "key")).isNotEqualTo(key(lenient, "Key"));
        assertThat(reason(strict, "\" Key\"")).contains("not visible ASCII");
        assertThat(reason(lenient, "a b")).contains("not visible ASCII");
        assertThat(reason(lenient, "\u00a0key")).contains("not visible ASCII");
    }

    @Test
    void tellsAnEmptyKeyFromNoHeader() {
        assertThat(reason(lenient, ""))
                .isEqualTo("The Idempotency-Key header is empty; send a unique key, such as a UUID in"
                        + " double quotes.");
        assertThat(reason(lenient, " \t ")).contains("is empty");
        assertThat(reason(lenient, "\"\"")).contains("holds an empty key");
        assertThat(reason(strict, "\"\"")).contains("holds an empty key");
    }

    @Test
    void refusesSeveralLinesAndListMembers() {
        assertThat(reason(lenient.parse(List.of("a", "a")))).contains("was sent 2 times");
        for (String list : List.of("a,b", "a, a", "a,", ",", "\"a\",\"b\"", "\"a\" , b", "\"a\",")) {
            assertThat(reason(lenient, list)).as(list).contains("more than one value");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p",
                "p=1",
                " p=-1.5",
                "*a_-.*9=?0",
                "p=token:/*!",
                "p=*",
                "p=:aGk=:",
                "p=::",
                "p=\"a\\\"b, ;\"",
                "p=@1659578233",
                "p=@-1",
                "p=%\"f%c3%bc\"",
                "p=999999999999999",
                "p=999999999999.999",
                "p;q;p=2"
            })
    void ignoresParametersAfterTheString(String parameters) {
        assertThat(key(strict, "\"a\";" + parameters)).isEqualTo("a");
        assertThat(key(lenient, "\"a\";" + parameters + " ")).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "1",
                "p=",
                "p =1",
                "p= 1",
                "p=?2",
                "p=-",
                "p=-a",
                "p=1.",
                "p=1.2345",
                "p=1234567890123.1",
                "p=1234567890123456",
                "p=@1.5",
                "p=@",
                "p=:a",
                "p=:a b:",
                "p=\"a",
                "p=\"a\\n\"",
                "p=\"\u00e9\"",
                "p=%a",
                "p=%\"%C3%BC\"",
                "p=%\"%ff\"",
                "p=%\"%4",
                "p=(1 2)",
                "p=\u00e9"
            })
    void refusesMalformedParameters(String parameters) {
        assertThat(reason(strict, "\"a\";" + parameters)).endsWith("send the key alone.");
        assertThat(reason(lenient, "\"a\";" + parameters)).endsWith("send the key alone.");
    }

    @Test
    void refusesASemicolonInABareKey() {
        assertThat(reason(lenient, "a;v=1")).contains("semicolon in a bare key");
        assertThat(reason(lenient, "a;b")).contains("semicolon in a bare key");
    }

    @Test
    void refusesAnythingElseAfterTheString() {
        assertThat(reason(strict, "\"a\" ;v=1")).contains("goes on after the closing double quote");
        assertThat(reason(strict, "\"a\";v=1,\"b\"")).contains("more than one value");
        assertThat(reason(lenient, "\"a\"\u000b")).contains("goes on after the closing double quote");
        assertThat(reason(lenient, "\"a\"b")).contains("goes on after the closing double quote");
        assertThat(reason(lenient, "\"a\" \"b\"")).contains("goes on after the closing double quote");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\b\"", "\"a\\", "\"a\\\u00e9\"", "\"\\ \""})
    void refusesBadEscapes(String value) {
        assertThat(reason(strict, value)).contains("escapes nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"a", "\"a\\\""})
    void refusesAnOpenString(String value) {
        assertThat(reason(lenient, value)).contains("no closing double quote");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"", "a\"b\"", "a\"b"})
    void refusesQuotesWithinABareKey(String value) {
        assertThat(reason(lenient, value)).contains("double quote within the key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\r\nX: y", "a\nb", "a\u007fb", "clé", "ключ", "😀", "\"a\u0000\"", "\"clé\""})
    void refusesWhatIsNotVisibleAscii(String value) {
        assertThat(reason(lenient, value)).contains("not visible ASCII");
    }

    @Test
    void refusesABareKeyInStrictFormat() {
        assertThat(reason(strict, UUID)).contains("send the key in double quotes");
        assertThat(reason(strict, ":" + UUID + ":")).contains("send the key in double quotes");
    }

    @Test
    void countsTheCharactersOfTheDecodedKey() {
        String longest = "k".repeat(255);
        assertThat(key(lenient, longest)).isEqualTo(longest);
        assertThat(key(strict, '"' + longest + '"')).isEqualTo(longest);
        assertThat(key(strict, '"' + "\\\\".repeat(255) + '"')).isEqualTo("\\".repeat(255));
        for (String tooLong : List.of("k".repeat(256), '"' + "k".repeat(256) + '"', '"' + "\\\\".repeat(256) + '"')) {
            assertThat(reason(lenient, tooLong)).contains("too long").contains("at most 255 characters");
        }
    }

    @Test
    void boundsItsWork() {
        for (String value : List.of("k".repeat(64 * 1024), "\"".repeat(64 * 1024), ",".repeat(64 * 1024))) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(lenient.parse(List.of(value))).isInstanceOf(ParsedKey.Invalid.class);
            }
        }
    }

    @Test
    void holdsToConfiguredBoundsAndPattern() {
        KeyParser bounded = new KeyParser("X-Key", KeyFormat.LENIENT, 8, 10, Pattern.compile("[a-z]+"));
        assertThat(key(bounded, "abcdefgh")).isEqualTo("abcdefgh");
        assertThat(reason(bounded, "abcdefg")).startsWith("The X-Key header").contains("at least 8 characters");
        assertThat(reason(bounded, "abcdefghijk")).contains("at most 10 characters");
        assertThat(reason(bounded, "abcdefg1")).contains("matches [a-z]+");
    }

    @Test
    void neverRepeatsTheKey() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String value = "Zq7"
                    + random.ints(random.nextInt(12), 0, 140)
                            .mapToObj(Character::toString)
                            .reduce("", String::concat)
                    + "Zq7";
            ParsedKey parsed = lenient.parse(List.of(random.nextBoolean() ? value : '"' + value));
            assertThat(parsed.toString()).doesNotContain("Zq7");
        }
    }

    @Test
    void readsBackWhatAnyClientSpellsAsAString() {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            String key = IntStream.range(0, 1 + random.nextInt(40))
                    .mapToObj(index -> Character.toString(0x21 + random.nextInt(0x5E)))
                    .reduce("", String::concat);
            String spelled = '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            assertThat(key(strict, spelled)).isEqualTo(key);
        }
    }

    private static String key(KeyParser parser, String line) {
        assertThat(parser.parse(List.of(line))).as(line).isInstanceOf(ParsedKey.Valid.class);
        return ((ParsedKey.Valid) parser.parse(List.of(line))).key();
    }

    private static String reason(KeyParser parser, String line) {
        return reason(parser.parse(List.of(line)));
    }

    private static String reason(ParsedKey parsed) {
        assertThat(parsed).isInstanceOf(ParsedKey.Invalid.class);
        return ((ParsedKey.Invalid) parsed).reason();
    }
}
