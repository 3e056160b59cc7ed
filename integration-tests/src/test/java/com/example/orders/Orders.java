package com.example.orders;

/** Where a host keeps its orders. */
public interface Orders {

    /** Inserts an order and runs what is to happen after it, in one transaction. */
    long place(String item, Runnable then);
}
