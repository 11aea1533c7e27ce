package io.beemesh.raft.replica;

import io.beemesh.raft.groups.GroupHost;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a member up to what all writes until now have made. Safe for use by any thread. */
record CatchUp(GroupHost host, UUID group, StoreMachine machine) {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final long AGAIN_MILLIS = 50;

    /**
     * Waits until this member has what was acknowledged before now. While there is no leader it asks again.
     *
     * @throws IOException if the group is closed, or that took too long
     */
    void await(Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!hasAll(end)) {
            boolean released = never.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            assert !released;
            if (System.nanoTime() - end >= 0) {
                throw new TimeoutIOException("no leader with a quorum has answered for " + patience.toSeconds() + " s");
            }
        }
    }

    private boolean hasAll(long end) throws IOException, InterruptedException {
        try {
            Long index = host.readIndex(group)
                    .thenCompose(machine::applied)
                    .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            LOG.trace("has all: group={} index={}", group, index);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("nobody tells from where on to read: group={}", group, e);
            return false;
        }
    }
}
