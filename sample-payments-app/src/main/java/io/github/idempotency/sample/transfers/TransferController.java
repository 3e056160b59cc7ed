package io.github.idempotency.sample.transfers;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/transfers")
@Tag(name = "transfers")
class TransferController {

    private final TransferService transfers;

    private final TransferRepository repository;

    TransferController(TransferService transfers, TransferRepository repository) {
        this.transfers = transfers;
        this.repository = repository;
    }

    // tag::create-transfer[]
    // All effects are in one database, so the key's record can commit with them.
    @PostMapping
    @Idempotent(value = "create-transfer", risk = RiskClass.CRITICAL, execution = ExecutionMode.ATOMIC)
    @Operation(summary = "Moves money between two accounts")
    ResponseEntity<TransferView> create(@Valid @RequestBody CreateTransfer request) {
        Transfer transfer = transfers.transfer(request);
        return ResponseEntity.created(URI.create("/transfers/" + transfer.id())).body(transfer.view());
    }
    // end::create-transfer[]

    @GetMapping("/{id}")
    @Operation(summary = "A transfer")
    TransferView transfer(@PathVariable UUID id) {
        return repository.findById(id).map(Transfer::view).orElseThrow(() -> new UnknownTransferException(id));
    }
}
