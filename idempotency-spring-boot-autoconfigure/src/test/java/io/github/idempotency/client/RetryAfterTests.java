package io.github.idempotency.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class RetryAfterTests {

    @ParameterizedTest(name = "{0}, Date: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "2 | - | 2",
                "' 2 ' | - | 2",
                "0 | - | 0",
                "-1 | - | 0",
                "1.5 | - | 0",
                "soon | - | 0",
                "'' | - | 0",
                "2147483647 | - | 2147483647",
                "2147483648 | - | 2147483647",
                "999999999999999999 | - | 2147483647",
                "99999999999999999999 | - | 2147483647",
                "00000000000000000000000000000000000000007 | - | 7",
                "-99999999999999999999 | - | 0",
                "Sun, 24 Nov 2199 12:00:07 GMT | Tue, 24 Nov 2026 12:00:00 GMT | 2147483647",
                "Tue, 24 Nov 2026 12:00:07 GMT | Tue, 24 Nov 2026 12:00:00 GMT | 7",
                "Tue, 24 Nov 2026 12:00:00 GMT | Tue, 24 Nov 2026 12:00:07 GMT | 0",
                "Tue, 24 Nov 2026 12:00:07 GMT | - | 0",
                "Tue, 24 Nov 2026 12:00:07 GMT | yesterday | 0",
                "Tue, 99 Nov 2026 12:00:07 GMT | Tue, 24 Nov 2026 12:00:00 GMT | 0",
                "- | Tue, 24 Nov 2026 12:00:00 GMT | 0"
            })
    void isReadInBothFormsAndGarbageIsIgnored(String retryAfter, String date, long seconds) {
        HttpHeaders headers = new HttpHeaders();
        if (retryAfter != null) {
            headers.set("Retry-After", retryAfter);
        }
        if (date != null) {
            headers.set("Date", date);
        }
        assertThat(RetryAfter.of(headers)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
