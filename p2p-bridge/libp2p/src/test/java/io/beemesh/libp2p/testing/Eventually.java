package io.beemesh.libp2p.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tries again until something succeeds, for at most ten seconds. */
public final class Eventually {
    private static final long BOUND_NANOS = Duration.ofSeconds(10).toNanos();

    private Eventually() {}

    /** The first result that is no exception or failed assertion; the last of these if there is none in time. */
    public static <T> T succeeds(Callable<T> attempt) throws Exception {
        long start = System.nanoTime();
        while (true) {
            try {
                return attempt.call();
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() - start > BOUND_NANOS) {
                    throw e;
                }
                boolean never = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                assert !never;
            }
        }
    }
}
