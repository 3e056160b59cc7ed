/** Accounts, their balances and their ledger. */
@NullMarked
package io.github.idempotency.sample.accounts;

import org.jspecify.annotations.NullMarked;
