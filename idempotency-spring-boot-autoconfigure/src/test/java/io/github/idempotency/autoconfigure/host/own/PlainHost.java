package io.github.idempotency.autoconfigure.host.own;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Configuration;

/** An application that leaves scanning to Spring Boot. */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
public class PlainHost {}
