package io.github.idempotency.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What the command line asks for. */
record Options(
        boolean isLong,
        boolean docs,
        Set<String> parts,
        List<Integer> clients,
        int rounds,
        Duration slice,
        long seed,
        String only,
        List<String> jvm) {

    static final String HELP = """
            benchmarks/run [--long] [--docs] [name=value ...]
              --long           more rounds, 10 million records, pool sizes, virtual threads, two instances
              --docs           puts table and chart into src-docs/pages/benchmarks.adoc as well
              parts=http,growth,storm,keys,purge  what to run; default: all of these, --long adds pool,threads,instances
              parts=retention  2 million expired records purged under load, on and off in each round; 10 minutes with rounds=20
              parts=partitions responses in partitions: what requests pay, and what removing expired ones takes; 4 minutes
              clients=1,8,32   how many clients at a time
              rounds=3         how often each variant runs; ratios are taken within a round
              slice=1000       how long it runs each time, in milliseconds
              seed=…           of the order within each round; default: a new one, which is printed
              only=REGEX       variants, matched against "workload: name" (the bare ones always run), as in only=payment:.*
              jvm=…            options of the application's JVM, separated by blanks
            """;

    /** How many million records the table grows to, one step after the other. */
    List<Integer> millions() {
        return isLong ? List.of(1, 10) : List.of(1);
    }

    static Options parse(String[] args) {
        boolean isLong = Arrays.asList(args).contains("--long");
        for (String arg : args) {
            if (!arg.equals("--long")
                    && !arg.equals("--docs")
                    && !arg.matches("(parts|clients|rounds|slice|seed|only|jvm)=.*")) {
                throw new IllegalArgumentException("Not understood: " + arg);
            }
        }
        return new Options(
                isLong,
                Arrays.asList(args).contains("--docs"),
                Set.of(value(args, "parts", "http,growth,storm,keys,purge" + (isLong ? ",pool,threads,instances" : ""))
                        .split(",")),
                Arrays.stream(value(args, "clients", "1,8,32").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                Integer.parseInt(value(args, "rounds", isLong ? "12" : "3")),
                Duration.ofMillis(Long.parseLong(value(args, "slice", isLong ? "2000" : "1000"))),
                Long.parseLong(value(args, "seed", String.valueOf(System.nanoTime() % 1_000_000))),
                value(args, "only", ".*"),
                Arrays.stream(value(args, "jvm", "").split(" "))
                        .filter(option -> !option.isBlank())
                        .toList());
    }

    private static String value(String[] args, String name, String otherwise) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name + "="))
                .map(arg -> arg.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }
}
