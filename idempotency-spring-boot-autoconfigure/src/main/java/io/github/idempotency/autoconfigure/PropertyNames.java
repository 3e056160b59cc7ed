package io.github.idempotency.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The names of all properties, to find the one that was meant by a name that there is not. */
final class PropertyNames {

    private static final String PREFIX = "idempotency";

    private static final Map<String, String> KEYS = Map.of("endpoints", "<operation>", "risk-classes", "<class>");

    private final List<List<String>> names = new ArrayList<>();

    PropertyNames() {
        addAll(List.of(PREFIX), IdempotencyProperties.class);
    }

    /**
     * The names that are most like an unknown one: those that differ least in their words; else those that end in the same
     * word, which was set at the wrong place. Empty if there is none like it.
     */
    List<String> like(ConfigurationPropertyName unknown) {
        List<String> sameLength = nearest(unknown, misspelt(unknown));
        return sameLength.isEmpty() ? nearest(unknown, misplaced(unknown)) : sameLength;
    }

    private List<Candidate> misspelt(ConfigurationPropertyName unknown) {
        return names.stream()
                .filter(name -> name.size() == unknown.getNumberOfElements())
                .filter(name -> IntStream.range(0, name.size())
                        .allMatch(i -> distance(name, unknown, i) <= name.get(i).length() / 2))
                .map(name -> new Candidate(
                        name,
                        IntStream.range(0, name.size())
                                .map(i -> distance(name, unknown, i))
                                .sum()))
                .toList();
    }

    private List<Candidate> misplaced(ConfigurationPropertyName unknown) {
        String word = word(unknown, unknown.getNumberOfElements() - 1);
        return names.stream()
                .filter(name -> !isKey(name.get(name.size() - 1)))
                .map(name -> new Candidate(name, EditDistance.between(name.get(name.size() - 1), word)))
                .filter(candidate -> candidate.distance() <= word.length() / 4)
                .toList();
    }

    private static List<String> nearest(ConfigurationPropertyName unknown, List<Candidate> candidates) {
        int least = candidates.stream()
                .map(Candidate::distance)
                .min(Comparator.naturalOrder())
                .orElse(0);
        return candidates.stream()
                .filter(candidate -> candidate.distance() == least)
                .map(candidate -> text(candidate.name(), unknown))
                .toList();
    }

    private static int distance(List<String> name, ConfigurationPropertyName unknown, int i) {
        return isKey(name.get(i)) ? 0 : EditDistance.between(name.get(i), word(unknown, i));
    }

    private static String word(ConfigurationPropertyName name, int i) {
        return name.getElement(i, Form.ORIGINAL);
    }

    /** With the keys of the unknown name where they stand in the same place. */
    private static String text(List<String> name, ConfigurationPropertyName unknown) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.size(); i++) {
            boolean same = isKey(name.get(i)) && name.size() == unknown.getNumberOfElements();
            String word = same ? unknown.subName(i).chop(1).toString() : name.get(i);
            text.append(i == 0 || word.startsWith("[") ? "" : ".").append(word);
        }
        return text.toString();
    }

    private static boolean isKey(String word) {
        return word.startsWith("<");
    }

    private void addAll(List<String> parent, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String word = dashed(component.getName());
            add(child(parent, word), component.getGenericType(), word);
        }
    }

    private void add(List<String> name, Type type, String word) {
        if (type instanceof Class<?> nested && nested.isRecord()) {
            addAll(name, nested);
        } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            add(child(name, KEYS.getOrDefault(word, "<name>")), map.getActualTypeArguments()[1], word);
        } else {
            names.add(name);
        }
    }

    private static List<String> child(List<String> parent, String word) {
        List<String> name = new ArrayList<>(parent);
        name.add(word);
        return List.copyOf(name);
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private record Candidate(List<String> name, int distance) {}
}
