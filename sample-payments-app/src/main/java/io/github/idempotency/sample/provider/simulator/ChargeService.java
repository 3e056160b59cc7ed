package io.github.idempotency.sample.provider.simulator;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The simple design of idempotency, good enough where the answer can be read from the data: a unique key on the row. */
@Service
class ChargeService {

    private final ProviderChargeRepository charges;

    ChargeService(ProviderChargeRepository charges) {
        this.charges = charges;
    }

    @Transactional
    public Result charge(String key, ChargeRequest request) {
        boolean made = charges.charge(key, request.reference(), request.amount(), request.currency()) == 1;
        ProviderCharge charge = charges.findByIdempotencyKey(key).orElseThrow();
        if (!charge.answers(request)) {
            throw ChargeRefusedException.keyReused();
        }
        return new Result(charge.view(), made);
    }

    @Transactional
    public ChargeView giveBack(UUID id) {
        ProviderCharge charge = charges.findById(id).orElseThrow(ChargeRefusedException::unknown);
        charge.giveBack();
        return charge.view();
    }

    @Transactional(readOnly = true)
    public ChargesView made(@Nullable String reference) {
        List<ProviderCharge> made = reference == null
                ? charges.findAllByOrderByCreatedAt()
                : charges.findByReferenceOrderByCreatedAt(reference);
        return new ChargesView(
                made.size(), made.stream().map(ProviderCharge::view).toList());
    }

    /** @param made whether this call made the charge */
    record Result(ChargeView charge, boolean made) {}
}
