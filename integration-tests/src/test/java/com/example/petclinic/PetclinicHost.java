package com.example.petclinic;

import com.example.orders.UnannotatedController;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Import;

/** Caches without a provider, and has no annotated endpoint: the library is on the class path, and that is all. */
@SpringBootApplication
@EnableCaching
@Import(UnannotatedController.class)
class PetclinicHost {}
