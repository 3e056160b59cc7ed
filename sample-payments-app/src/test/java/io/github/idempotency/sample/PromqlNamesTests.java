package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromqlNamesTests {

    @Test
    void tellsSeriesAndLabelsFromAllElse() {
        PromqlNames names = PromqlNames.of("""
                sum by (operation, client_version) (rate(a_total{outcome=~"x|b_total{", call!="y"}[$__rate_interval])) # c_total
                  / on (instance) group_left () (operation:d:rate5m > bool 0.5) and e unless f offset 10m or 2 * 1e3""");
        assertThat(names.metrics()).containsExactly("a_total", "e", "f", "operation:d:rate5m");
        assertThat(names.labels()).containsExactly("call", "client_version", "instance", "operation", "outcome");
    }

    @Test
    void knowsAggregationsThatAreGroupedInFrontAndBehind() {
        PromqlNames names = PromqlNames.of("max(sum(x) by (operation)) + quantile without (le) (0.9, y)");
        assertThat(names.metrics()).containsExactly("x", "y");
        assertThat(names.labels()).containsExactly("le", "operation");
    }
}
