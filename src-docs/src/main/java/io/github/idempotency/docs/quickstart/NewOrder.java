package io.github.idempotency.docs.quickstart;

record NewOrder(String article, int quantity) {}
