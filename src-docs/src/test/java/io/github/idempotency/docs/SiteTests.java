package io.github.idempotency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The site as the build made it. */
class SiteTests {

    private static final Path SITE = Path.of(System.getProperty("docs.site", "target/site"));

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private static final String MIGRATIONS = "idempotency-spring-boot-autoconfigure/src/main/resources/"
            + "io/github/idempotency/store/schema/postgresql";

    private final Map<Path, Document> pages = pages();

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        pages.forEach((page, document) -> {
            for (Element link : document.select("a[href], img[src]")) {
                String target = link.attr(link.hasAttr("href") ? "href" : "src");
                if (!leadsSomewhere(page, target)) {
                    broken.add(page.getFileName() + " → " + target);
                }
            }
        });

        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheFirst() {
        TreeSet<Path> reached = new TreeSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(SITE.resolve("index.html")));
        while (!open.isEmpty()) {
            Path page = open.pop();
            if (pages.containsKey(page) && reached.add(page)) {
                pages.get(page).select("#content a[href]").eachAttr("href").stream()
                        .map(href -> page.resolveSibling(href.replaceFirst("#.*", "")))
                        .forEach(open::push);
            }
        }

        assertThat(reached).isEqualTo(pages.keySet());
    }

    @Test
    void nothingIsFetchedFromElsewhere() {
        assertThat(pages.values())
                .flatExtracting(document -> document.select("link[href], script[src], img[src]"))
                .extracting(Element::outerHtml)
                .noneMatch(html -> html.contains("//"));
    }

    @Test
    void nothingOfTheMarkupIsLeft() {
        pages.forEach((page, document) -> assertThat(
                        document.select("#content p, #content td, #content li, h1, h2, h3, h4").stream()
                                .filter(element -> element.selectFirst("pre, code") == null)
                                .map(Element::ownText))
                .as(page.getFileName().toString())
                .noneMatch(text -> text.contains("include::")
                        || text.contains("xref:")
                        || text.contains("link:")
                        || text.contains("Unresolved directive")
                        || text.contains("`")));
    }

    @Test
    void theReadmeLeadsToPagesAndHeadingsThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String file : List.of("README.md", "CONTRIBUTING.md")) {
            Stream<String> links = Pattern.compile("\\]\\(([^)\\s]+)\\)")
                    .matcher(Files.readString(REPOSITORY.resolve(file)))
                    .results()
                    .map(match -> match.group(1));
            links.filter(link -> !URI.create(link).isAbsolute() && !link.startsWith("#"))
                    .filter(link -> !existsInRepository(link))
                    .forEach(link -> broken.add(file + " → " + link));
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void thePropertiesHaveTheDefaultsOfPoliciesByRiskClass() {
        Document page = pages.get(SITE.resolve("properties.html"));
        Element row = page.select("tr").stream()
                .filter(candidate -> candidate.text().startsWith("on-abandoned "))
                .findFirst()
                .orElseThrow();
        assertThat(row.select("td").eachText())
                .containsExactly(
                        "on-abandoned",
                        "retry, uncertain",
                        "uncertain",
                        "retry",
                        "retry",
                        "retry",
                        "What happens to an execution that stopped without an outcome.");
        assertThat(page.select("tr").eachText()).anyMatch(text -> text.startsWith("retention Duration 7d 3d 1d 1d "));
    }

    @Test
    void theSchemaHasEveryMigration() throws IOException {
        String page = Files.readString(Path.of("pages", "schema.adoc"));
        try (Stream<Path> migrations = Files.list(REPOSITORY.resolve(MIGRATIONS))) {
            assertThat(migrations.map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .allMatch(name -> page.contains("/" + name + "[]"));
        }
    }

    private boolean existsInRepository(String link) {
        String[] parts = link.split("#", 2);
        if (!Files.exists(REPOSITORY.resolve(parts[0]))) {
            return false;
        }
        Path built = SITE.resolve(parts[0].replaceFirst("^src-docs/pages/(.*)\\.adoc$", "$1.html"));
        return parts.length == 1 || pages.containsKey(built) && pages.get(built).getElementById(parts[1]) != null;
    }

    private boolean leadsSomewhere(Path page, String target) {
        URI uri = URI.create(target);
        if (uri.isAbsolute()) {
            // Whether a host elsewhere answers is not for a build to find out.
            return uri.getScheme().equals("https") || uri.getHost().equals("localhost");
        }
        Path file = uri.getPath().isEmpty() ? page : page.resolveSibling(uri.getPath());
        if (!Files.isRegularFile(file)) {
            return false;
        }
        return uri.getFragment() == null
                || pages.containsKey(file) && pages.get(file).getElementById(uri.getFragment()) != null;
    }

    private static Map<Path, Document> pages() {
        Map<Path, Document> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(SITE)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".html")).toList()) {
                pages.put(file, Jsoup.parse(file));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return pages;
    }
}
