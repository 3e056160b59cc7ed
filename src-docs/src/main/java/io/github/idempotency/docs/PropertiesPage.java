package io.github.idempotency.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes the tables of all properties, from the metadata that editors complete them by. */
public final class PropertiesPage {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private static final String OURS = "io.github.idempotency.";

    private final Map<String, List<JsonNode>> sections = new TreeMap<>();

    private PropertiesPage() {}

    /** @param args the file to be written, and the source of the properties, whose Javadoc describes those of policies */
    public static void main(String[] args) throws IOException {
        PropertiesPage page = new PropertiesPage();
        for (URL metadata :
                Collections.list(PropertiesPage.class.getClassLoader().getResources(METADATA))) {
            page.read(metadata);
        }
        if (page.sections.isEmpty()) {
            throw new IOException("No " + METADATA + " lists a property of ours");
        }
        Path file = Path.of(args[0]);
        Files.createDirectories(file.getParent());
        String policies = new PolicyTable(Files.readString(Path.of(args[1]))).toAsciiDoc();
        Files.writeString(file, policies + page.toAsciiDoc(), StandardCharsets.UTF_8);
    }

    private void read(URL metadata) {
        try (InputStream stream = metadata.openStream()) {
            for (JsonNode property :
                    JsonMapper.shared().readTree(stream).get("properties").values()) {
                if (property.path("sourceType").asString("").startsWith(OURS)) {
                    String section = section(property.get("name").asString());
                    sections.computeIfAbsent(section, unknown -> new ArrayList<>())
                            .add(property);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Two words of a name; those that have no more than two share a section. */
    private static String section(String name) {
        String[] words = name.split("\\.");
        return words.length < 3 ? words[0] : words[0] + "." + words[1];
    }

    private String toAsciiDoc() {
        StringBuilder text = new StringBuilder();
        sections.forEach((section, properties) -> {
            text.append("\n== ")
                    .append(code(section + ".*"))
                    .append("\n\n[cols=\"5,2,3,6\",options=\"header\"]\n|===\n");
            text.append("|property |type |default |\n");
            properties.stream()
                    .sorted((one, other) -> one.get("name")
                            .asString()
                            .compareTo(other.get("name").asString()))
                    .forEach(property -> text.append(row(property)));
            text.append("|===\n");
        });
        return text.toString();
    }

    private static String row(JsonNode property) {
        JsonNode value = property.path("defaultValue");
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            value.values().forEach(element -> values.add(code(element.asString())));
        } else if (!value.isMissingNode()) {
            values.add(code(value.asString()));
        }
        return "|%s |%s |%s |%s\n"
                .formatted(
                        code(property.get("name").asString()),
                        type(property.get("type").asString()),
                        String.join(", ", values),
                        property.get("description").asString().replace("|", "{vbar}"));
    }

    /** The values of an enum; otherwise the type without packages, and without what it is nested in. */
    static String type(String type) {
        try {
            Object[] constants = Class.forName(type).getEnumConstants();
            if (constants != null) {
                return Stream.of(constants)
                        .map(constant -> code(
                                constant.toString().toLowerCase(Locale.ROOT).replace('_', '-')))
                        .collect(Collectors.joining(", "));
            }
        } catch (ClassNotFoundException generic) {
            // A generic type has no class of that name.
        }
        return type.replaceAll("[\\w.]+[.$](\\w+)", "$1").replace(",", ", ");
    }

    static String code(String text) {
        return "`+" + text.replace("|", "{vbar}") + "+`";
    }
}
