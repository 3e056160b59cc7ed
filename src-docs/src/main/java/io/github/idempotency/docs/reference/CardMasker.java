package io.github.idempotency.docs.reference;

/** Takes the numbers of cards out of a body. */
interface CardMasker {

    byte[] mask(byte[] body);
}
