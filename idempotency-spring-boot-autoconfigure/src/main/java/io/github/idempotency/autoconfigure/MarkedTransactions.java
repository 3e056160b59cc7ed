package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.EffectMarking;
import java.util.List;

/** Which transactions carry the marker of a record. */
interface MarkedTransactions {

    /** What is known once the managers are there; the first call finds out. */
    Finding find();

    /**
     * What was found.
     *
     * @param marking    what it means for operations
     * @param atomic     why execution mode {@code ATOMIC} cannot work; empty if it can
     * @param marked     names of the transaction managers whose transactions are marked
     * @param unmarked   the others and why, in a sentence each
     * @param unproven   those of the marked ones for which nothing is proved, and why, in a sentence each
     */
    record Finding(
            EffectMarking marking, String atomic, List<String> marked, List<String> unmarked, List<String> unproven) {}
}
