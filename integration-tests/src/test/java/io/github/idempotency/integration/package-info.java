/**
 * What runs host applications, each in a process of its own, and asks of them over HTTP what every host may rely on.
 *
 * <p>To add a host:
 *
 * <ol>
 *   <li>Write the application in a package of its own below {@code com.example}. If only the class path or the configuration is
 *       special, {@code com.example.jpa.JpaHost} will do, and {@code com.example.orders.OrdersController} for the endpoints:
 *       the application then brings an {@code Orders} bean.
 *   <li>If it needs files on its class path ({@code application.properties}, migrations), put them in
 *       {@code src/test/hosts/<name>}, and name that directory with {@link HostSpec#files}. If it needs libraries, add them to
 *       {@code host-libraries/pom.xml} and pick them with {@link HostClassPath#with}.
 *   <li>Extend {@link HostContract}, say in {@link HostContract#host()} what runs, and override what is different: the schema,
 *       where effects are counted, paths, headers. A class named {@code *HostIT} runs in {@code verify}, {@code *Tests} in
 *       {@code test} as well; the latter is for what takes a few seconds in all.
 *   <li>What a host has besides the contract is tested by more methods of the same class. A start that has to fail is
 *       {@link HostProcess#failToStart}.
 * </ol>
 *
 * <p>Of a host that runs only the log of its process is seen, {@code target/hosts/<test class>.log}, its HTTP port and its database.
 */
package io.github.idempotency.integration;
