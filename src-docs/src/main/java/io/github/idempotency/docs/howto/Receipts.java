package io.github.idempotency.docs.howto;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RiskClass;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Receipts {

    // tag::is-protected[]
    @PostMapping("/receipts")
    @Idempotent(value = "send-receipt", risk = RiskClass.MEDIUM)
    ResponseEntity<Void> send(IdempotentExecution execution) {
        boolean maybeDuplicate = !execution.isProtected() && wasSentInTheLastHour();
        if (!maybeDuplicate) {
            mail(execution.derivedKey("mail"));
        }
        return ResponseEntity.accepted().build();
    }
    // end::is-protected[]

    private boolean wasSentInTheLastHour() {
        return false;
    }

    private void mail(String messageId) {}
}
