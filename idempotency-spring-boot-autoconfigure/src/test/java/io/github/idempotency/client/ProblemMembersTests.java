package io.github.idempotency.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMembersTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{\"retryable\":true} | true",
                "{ \"title\" : \"x\" , \"retryable\" : false } | false",
                "{\"a\":{\"retryable\":true}} | -",
                "{\"a\":[{\"retryable\":true}],\"retryable\":false} | false",
                "{\"detail\":\"\\\"retryable\\\":true\"} | -",
                "{\"detail\":\"retryable\"} | -",
                "{\"retryable\":\"true\"} | -",
                "{\"retryable\":1} | -",
                "{\"retryable\": | -",
                "{\"retryable | -",
                "\"retryable\":true | -",
                "}}}{\"retryable\":true} | -",
                "`` | -"
            })
    void aMemberIsFoundInTheOutermostObjectOnly(String json, Boolean value) {
        assertThat(ProblemMembers.find(json, "retryable")).isEqualTo(value);
    }
}
