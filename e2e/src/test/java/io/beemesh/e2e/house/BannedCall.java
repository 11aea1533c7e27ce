package io.beemesh.e2e.house;

import java.util.List;

/**
 * A call, a creation or a catch that has a better way.
 *
 * @param text as written in the source, up to its arguments
 * @param scope where it is banned
 * @param instead the better way
 */
record BannedCall(String text, Scope scope, String instead) {
    /** Where a ban holds. */
    enum Scope {
        EVERYWHERE,
        MAIN
    }

    private static final String CLOCK = "take a java.time.Clock";
    private static final String TICKER = "take a LongSupplier or a Clock";
    private static final String PRINT = "log, or take the PrintWriter of the command line";
    private static final String CATCH = "catch what can happen; a thread's top is an exception with a reason";

    /** All of them. */
    static final List<BannedCall> ALL = List.of(
            new BannedCall("Thread.sleep(", Scope.EVERYWHERE, "wait for a condition, a latch or a future"),
            new BannedCall("LockSupport.parkNanos(", Scope.EVERYWHERE, "wait for a condition, a latch or a future"),
            new BannedCall("TimeUnit.SECONDS.sleep(", Scope.EVERYWHERE, "wait for a condition, a latch or a future"),
            new BannedCall("TimeUnit.MILLISECONDS.sleep(", Scope.EVERYWHERE, "wait for a condition or a future"),
            new BannedCall("System.currentTimeMillis(", Scope.EVERYWHERE, TICKER),
            new BannedCall("Instant.now(", Scope.MAIN, CLOCK),
            new BannedCall("LocalDateTime.now(", Scope.EVERYWHERE, CLOCK),
            new BannedCall("OffsetDateTime.now(", Scope.MAIN, CLOCK),
            new BannedCall("ZonedDateTime.now(", Scope.MAIN, CLOCK),
            new BannedCall("new Random()", Scope.EVERYWHERE, "take a RandomGenerator, or give a seed"),
            new BannedCall("Math.random(", Scope.EVERYWHERE, "take a RandomGenerator"),
            new BannedCall("UUID.randomUUID(", Scope.MAIN, "take a Supplier<UUID>"),
            new BannedCall("ThreadLocalRandom.current(", Scope.MAIN, "take a RandomGenerator"),
            new BannedCall("System.out.print(", Scope.MAIN, PRINT),
            new BannedCall("System.out.println(", Scope.MAIN, PRINT),
            new BannedCall("System.out.printf(", Scope.MAIN, PRINT),
            new BannedCall("System.err.print(", Scope.MAIN, PRINT),
            new BannedCall("System.err.println(", Scope.MAIN, PRINT),
            new BannedCall("System.err.printf(", Scope.MAIN, PRINT),
            new BannedCall("printStackTrace(", Scope.EVERYWHERE, "log the exception, or throw it on"),
            new BannedCall("System.exit(", Scope.MAIN, "return an exit code to Main"),
            new BannedCall("Runtime.getRuntime().exec(", Scope.EVERYWHERE, "use a ProcessBuilder"),
            new BannedCall("new Thread(", Scope.EVERYWHERE, "use Thread.ofVirtual().name(...)"),
            new BannedCall("new Thread()", Scope.EVERYWHERE, "use Thread.ofVirtual().name(...)"),
            new BannedCall("Thread.startVirtualThread(", Scope.EVERYWHERE, "use Thread.ofVirtual().name(...)"),
            new BannedCall(
                    "Executors.newCachedThreadPool(", Scope.EVERYWHERE, "it has no bound; name an owner's threads"),
            new BannedCall("Executors.newFixedThreadPool(", Scope.MAIN, "use named virtual threads and a semaphore"),
            new BannedCall("new RuntimeException(", Scope.MAIN, "throw what says which kind of failure it is"),
            new BannedCall("new RuntimeException()", Scope.MAIN, "throw what says which kind of failure it is"),
            new BannedCall("catch Exception", Scope.MAIN, CATCH),
            new BannedCall("catch Throwable", Scope.MAIN, CATCH));

    /** Whether it is this call, with or without the package before it, and banned there. */
    boolean bans(String call, SourceFile file) {
        boolean holds = scope == Scope.EVERYWHERE || file.isMain();
        return holds && (call.equals(text) || call.endsWith("." + text));
    }
}
