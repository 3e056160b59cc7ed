package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class TransfersHttpTests extends HttpTestSupport {

    @Test
    void aTransferMovesMoneyWithTwoLedgerEntries() {
        String from = accountWith("100.00");
        String to = accountWith("0.00");

        var created = postTransfer(from, to, "5.00").exchange().returnResult(String.class);

        assertThat(created.getStatus()).isEqualTo(HttpStatus.CREATED);
        assertThat(balanceOf(from)).isEqualTo("95.00");
        assertThat(balanceOf(to)).isEqualTo("5.00");
        assertLedger(from, "-5.00");
        assertLedger(to, "5.00");
        http.get()
                .uri(created.getResponseHeaders().getLocation())
                .exchange()
                .expectBody(String.class)
                .isEqualTo(created.getResponseBody());
    }

    @Test
    void aRefusedTransferLeavesNothingBehind() {
        // Named so that the credit comes first and has to be undone.
        String from = accountWith("1.00");
        String to = accountWith("0.00");
        String first = from.compareTo(to) < 0 ? from : to;
        String last = from.compareTo(to) < 0 ? to : from;

        postTransfer(last, first, "5.00").exchange().expectStatus().isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);

        assertThat(List.of(balanceOf(from), balanceOf(to))).containsExactly("1.00", "0.00");
        assertLedger(from);
        assertLedger(to);
    }

    @Test
    void unknownAndEqualAccountsAreRefused() {
        String account = accountWith("10.00");

        postTransfer(account, "nobody", "1.00").exchange().expectStatus().isNotFound();
        postTransfer("nobody", account, "1.00").exchange().expectStatus().isNotFound();
        postTransfer(account, account, "1.00")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("same-account");
    }

    @Test
    void oppositeTransfersDoNotDeadlock() {
        String one = accountWith("100.00");
        String other = accountWith("100.00");

        List<Integer> statuses = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> i % 2 == 0 ? postTransfer(one, other, "1.00") : postTransfer(other, one, "1.00"))
                .map(request -> request.exchange().returnResult().getStatus().value())
                .toList();

        assertThat(statuses).containsOnly(201);
        assertThat(List.of(balanceOf(one), balanceOf(other))).containsExactly("100.00", "100.00");
    }

    private void assertLedger(String account, String... amounts) {
        http.get()
                .uri("/accounts/{id}/ledger", account)
                .exchange()
                .expectBody()
                .jsonPath("$[*].amount")
                .isEqualTo(List.of(amounts));
    }
}
