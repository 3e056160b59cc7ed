package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemTests {

    private static final Path PAGE = Path.of("..", "src-docs", "pages", "problems.adoc");

    @Test
    void eachHasAHeadingOnThePageThatItsTypeLinksTo() throws IOException {
        String page = Files.readString(PAGE);
        List<String> codes = Stream.of(Outcome.values())
                .filter(ProblemTests::isRefusal)
                .map(Outcome::code)
                .toList();
        assertThat(codes).contains("key-reused", "store-unavailable");
        assertThat(codes).allSatisfy(code -> assertThat(page).contains("[#" + code + "]\n== " + code + "\n"));
    }

    private static boolean isRefusal(Outcome outcome) {
        try {
            Problem.of(outcome, "", "Idempotency-Key", 409);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
