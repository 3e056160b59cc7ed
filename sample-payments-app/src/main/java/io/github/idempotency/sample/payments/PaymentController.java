package io.github.idempotency.sample.payments;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.RiskClass;
import io.github.idempotency.sample.accounts.AccountId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/payments")
@Tag(name = "payments")
class PaymentController {

    private final PaymentService payments;

    private final PaymentRepository repository;

    PaymentController(PaymentService payments, PaymentRepository repository) {
        this.payments = payments;
        this.repository = repository;
    }

    // Safe to run again after a crash: a charge that was made is remembered as a step, and the provider and the
    // payment's
    // reference recognise the derived key.
    // tag::create-payment[]
    @PostMapping
    @Idempotent(value = PaymentRecovery.OPERATION, risk = RiskClass.CRITICAL, onAbandoned = OnAbandoned.RETRY)
    @Operation(
            summary = "Pays from an account",
            description = "Charges at the payment provider, then debits the account.")
    ResponseEntity<PaymentView> create(
            @Valid @RequestBody CreatePayment request, @Parameter(hidden = true) IdempotentExecution execution) {
        Payment payment = payments.pay(request, execution);
        return ResponseEntity.created(URI.create(location(payment))).body(payment.viewAtCreation());
    }
    // end::create-payment[]

    static String location(Payment payment) {
        return "/payments/" + payment.id();
    }

    @GetMapping
    @Operation(summary = "All payments of an account, the oldest first")
    List<PaymentView> ofAccount(@RequestParam @AccountId String accountId) {
        return repository.findByAccountIdOrderByCreatedAt(accountId).stream()
                .map(Payment::view)
                .toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "A payment")
    PaymentView payment(@PathVariable UUID id) {
        return repository.findById(id).map(Payment::view).orElseThrow(() -> new UnknownPaymentException(id));
    }
}
