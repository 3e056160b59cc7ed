package io.github.idempotency.core.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random documents: another spelling of the same value never matters, another value always does. */
class CanonicalJsonFuzzTests {

    private static final String CHARACTERS = "ab \"\\/\b\n\u0001\u001f\u007fé€\u2028\ufb33";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void otherOrderSpacingEscapesAndNumberSpellingsAreEqual() {
        for (int i = 0; i < 3000; i++) {
            Object value = value(4);
            String one = spell(value);
            String other = spell(value);
            assertThat(canonical(other))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(canonical(one));
        }
    }

    @Test
    void theCanonicalFormIsItsOwnCanonicalForm() {
        for (int i = 0; i < 1000; i++) {
            String canonical = canonical(spell(value(4)));
            assertThat(canonical(canonical)).as("seed %d", seed).isEqualTo(canonical);
        }
    }

    @Test
    void anyChangedValueDiffers() {
        for (int i = 0; i < 3000; i++) {
            Object value = value(4);
            Object changed = change(value);
            String one = spell(value);
            String other = spell(changed);
            assertThat(canonical(other))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isNotEqualTo(canonical(one));
        }
    }

    @Test
    void brokenDocumentsNeverFailOtherwiseThanByHavingNoCanonicalForm() {
        for (int i = 0; i < 3000; i++) {
            byte[] json = spell(value(4)).getBytes(UTF_8);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            CanonicalForm.of(json)
                    .ifPresent(canonical -> assertThat(CanonicalForm.of(canonical))
                            .hasValueSatisfying(again -> assertThat(again).isEqualTo(canonical)));
        }
    }

    private static String canonical(String json) {
        return new String(CanonicalForm.of(json.getBytes(UTF_8)).orElseThrow(), UTF_8);
    }

    private Object value(int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0:
                return new BigDecimal(new java.math.BigInteger(random.nextInt(70), random), random.nextInt(50) - 25);
            case 1:
                return text();
            case 2:
                return random.nextBoolean();
            case 3:
                return Map.of();
            case 4:
                List<Object> array = new ArrayList<>();
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                return array;
            default:
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    object.put(text(), value(depth - 1));
                }
                return object;
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(random.nextInt(8) == 0 ? "😀" : CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    /** Another value at one random place. */
    private Object change(Object value) {
        if (value instanceof BigDecimal number) {
            return random.nextBoolean()
                    ? number.add(number.ulp())
                    : number.negate().subtract(BigDecimal.ONE);
        }
        if (value instanceof String text) {
            return random.nextBoolean() ? text + ' ' : "x" + text;
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof List<?> array) {
            List<Object> changed = new ArrayList<>(array);
            int index = random.nextInt(array.size());
            changed.set(index, change(array.get(index)));
            return changed;
        }
        Map<Object, Object> changed = new LinkedHashMap<>((Map<?, ?>) value);
        if (changed.isEmpty()) {
            return List.of();
        }
        Object name = new ArrayList<>(changed.keySet()).get(random.nextInt(changed.size()));
        Object member = changed.get(name);
        if (random.nextBoolean()) {
            changed.put(name, change(member));
        } else {
            changed.remove(name);
            if (random.nextBoolean()) {
                changed.put(name + "x-new", member);
            }
        }
        return changed;
    }

    private String spell(Object value) {
        if (value instanceof BigDecimal number) {
            return spell(number);
        }
        if (value instanceof String text) {
            return spell(text);
        }
        if (value instanceof List<?> array) {
            return '[' + String.join(",", array.stream().map(this::spelled).toList()) + ']';
        }
        if (value instanceof Map<?, ?> object) {
            List<String> members = new ArrayList<>();
            object.forEach((name, member) -> members.add(spelled(name) + ':' + spelled(member)));
            Collections.shuffle(members, random);
            return '{' + space() + String.join(",", members) + '}';
        }
        return value.toString();
    }

    private String spelled(Object value) {
        return space() + spell(value) + space();
    }

    private String space() {
        return random.nextBoolean() ? "" : " \t\n\r".substring(random.nextInt(4));
    }

    private String spell(BigDecimal number) {
        if (number.signum() == 0 && random.nextBoolean()) {
            return "-0";
        }
        return switch (random.nextInt(4)) {
            case 0 -> number.toPlainString();
            case 1 -> number.unscaledValue() + "e" + -number.scale();
            case 2 ->
                number.setScale(Math.max(number.scale(), 0) + random.nextInt(5)).toPlainString();
            default -> number.toString();
        };
    }

    private String spell(String text) {
        StringBuilder spelled = new StringBuilder("\"");
        text.codePoints().mapToObj(Character::toString).forEach(character -> {
            char c = character.charAt(0);
            if (c < 0x20 || c == '"' || c == '\\' || random.nextInt(4) == 0) {
                character
                        .chars()
                        .mapToObj(unit -> String.format("\\u%04x", unit))
                        .forEach(spelled::append);
            } else {
                spelled.append(c == '/' && random.nextBoolean() ? "\\/" : character);
            }
        });
        return spelled.append('"').toString();
    }
}
