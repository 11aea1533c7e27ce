package io.beemesh.agent.images;

import io.beemesh.agent.podman.PodmanException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ends a pull by which nothing comes any more, as containerd does: a registry that holds a connection open and is
 * silent would hold the pod for ever.
 *
 * @param progress a number that changes as long as something comes, for whichever pull; a negative one if it is unknown
 * @param patience how long it may stay the same
 * @param look how often it is looked at
 */
record StallGuard(LongSupplier progress, Duration patience, Duration look) {

    /** Something that may stall; an interruption ends it. */
    @FunctionalInterface
    interface Pull {
        ImageStore.Stored run() throws PodmanException;
    }

    /** Runs it on this thread. */
    ImageStore.Stored run(Pull pull) throws PodmanException, InterruptedException {
        Watch watch = new Watch(Thread.currentThread());
        Thread.ofVirtual().name("image-pull-guard").start(() -> watch.run(this));
        try {
            return pull.run();
        } catch (PodmanException e) {
            if (watch.end()) {
                throw new PodmanException(
                        "nothing came from the registry for " + GoDuration.of(patience) + "; the pull was ended", e);
            }
            throw e;
        } finally {
            watch.end();
        }
    }

    /** Both threads of a pull see it. */
    private static final class Watch {
        private final Thread puller;
        private final CountDownLatch over = new CountDownLatch(1);
        private boolean stalled;

        Watch(Thread puller) {
            this.puller = puller;
        }

        void run(StallGuard guard) {
            long last = guard.progress().getAsLong();
            long looksLeft = looks(guard);
            try {
                while (!over.await(guard.look().toMillis(), TimeUnit.MILLISECONDS)) {
                    long now = guard.progress().getAsLong();
                    looksLeft = now < 0 || now != last ? looks(guard) : looksLeft - 1;
                    last = now;
                    if (looksLeft <= 0) {
                        stall();
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static long looks(StallGuard guard) {
            return guard.patience().dividedBy(guard.look());
        }

        private synchronized void stall() {
            if (over.getCount() > 0) {
                stalled = true;
                puller.interrupt();
            }
        }

        /** The pull is over: it is not interrupted from now on. Whether it was. */
        synchronized boolean end() {
            over.countDown();
            if (stalled && Thread.currentThread() == puller) {
                Thread.interrupted();
            }
            return stalled;
        }
    }
}
