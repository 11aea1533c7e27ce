package io.beemesh.provider.leader;

import io.beemesh.provider.kube.leader.LeaderLock;
import io.beemesh.provider.leader.Standing.Following;
import io.beemesh.provider.leader.Standing.Leading;
import io.beemesh.provider.leader.Standing.Unknown;
import io.beemesh.provider.leader.Standing.Yielded;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects one of several providers by a Lease, as Kubernetes' own components do.
 *
 * <p>A leader that cannot renew in time stops writing at once, but ends its term only when it sees another holder:
 * while nobody else leads, nothing can have been written that it does not know.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/architecture/leases/#leader-election">Leases</a>
 */
public final class LeaderElection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);
    private static final Duration TERM_END = Duration.ofSeconds(20);

    private final String self;
    private final LeaderPace pace;
    private final LongSupplier nanos;
    private final Ballot ballot;
    private final CountDownLatch closing = new CountDownLatch(1);
    // A platform thread: virtual threads that are all busy must not cost the term.
    private final Thread thread;
    private final ExecutorService terms =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("bm-term").factory());
    private final Leadership leadership;
    private final Supplier<Voices> voices;
    private volatile Standing standing = new Unknown();
    private volatile long heardNanos;
    private long ledNanos;
    private boolean failing;

    /**
     * The time.
     *
     * @param clock the time of day, for people who read the Lease
     * @param nanos a clock that never goes back, by which leases run out
     */
    public record Time(Clock clock, LongSupplier nanos) {}

    /**
     * Who takes part.
     *
     * @param self tells this one from all others, also from itself after a restart
     * @param leadership is told when this one leads, and when it does no more
     * @param voices where hosts are heard; never blocks
     */
    public record Candidate(String self, Leadership leadership, Supplier<Voices> voices) {}

    /** Nothing happens before {@link #start}. */
    public LeaderElection(LeaderLock lock, Candidate candidate, LeaderPace pace, Time time) {
        this.self = candidate.self();
        this.leadership = candidate.leadership();
        this.voices = candidate.voices();
        this.pace = pace;
        this.nanos = time.nanos();
        this.ballot = new Ballot(lock, self, pace, time);
        this.heardNanos = nanos.getAsLong();
        this.thread = Thread.ofPlatform().daemon().name("bm-leader").unstarted(this::run);
    }

    /** Takes part until closed; returns after the first attempt. */
    public void start() {
        attempt();
        thread.start();
    }

    /** Whether this one may write at this moment. Never blocks. */
    public boolean mayWrite() {
        return standing instanceof Leading leading
                && nanos.getAsLong() - leading.renewedNanos() < pace.deadline().toNanos();
    }

    /** Whether this one is in a term of its own, even if it may not write at this moment. */
    public boolean leads() {
        return standing instanceof Leading;
    }

    /** How long ago the API server last told how the election stands. */
    public Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - heardNanos);
    }

    private void run() {
        try {
            while (!closing.await(pace.every().toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            log.atDebug().log("leader election was interrupted");
        }
    }

    private void round() throws InterruptedException {
        boolean settled = nanos.getAsLong() - ledNanos >= pace.settled().toNanos();
        if (settled && standing instanceof Leading leading && voices.get() instanceof Voices.Elsewhere elsewhere) {
            yieldTo(elsewhere, leading);
        } else {
            attempt();
        }
    }

    private void attempt() {
        Standing before = standing;
        standing = ballot.cast(before, voices.get());
        hear();
        if (standing instanceof Leading && !(before instanceof Leading)) {
            ledNanos = nanos.getAsLong();
            log.atInfo().addKeyValue("self", self).log("this provider leads");
            terms.execute(leadership::lead);
        }
        if (standing instanceof Following following && !isSame(before, following)) {
            log.atInfo()
                    .addKeyValue("self", self)
                    .addKeyValue("leader", following.seen().holder())
                    .log("another provider leads");
        }
        if (standing instanceof Following && before instanceof Leading) {
            terms.execute(leadership::follow);
        }
    }

    /** Stops writing at once, ends the term, then gives the lead up. */
    private void yieldTo(Voices.Elsewhere elsewhere, Leading leading) throws InterruptedException {
        log.atWarn()
                .addKeyValue("self", self)
                .addKeyValue("replica", elsewhere.replica())
                .log("no host is heard here but another provider hears some: it is to lead; "
                        + "look at the way from hosts to this provider");
        standing = new Yielded(nanos.getAsLong());
        if (endTerm()) {
            ballot.release(leading);
        }
        standing = new Yielded(nanos.getAsLong());
    }

    /** Whether the term has ended in time: one that has not may still write, and the lease has to run out by itself. */
    private boolean endTerm() throws InterruptedException {
        try {
            Object ignored = terms.submit(leadership::follow).get(TERM_END.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            log.atWarn().addKeyValue("self", self).setCause(e.getCause()).log("the term did not end cleanly");
            return false;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static boolean isSame(Standing before, Following now) {
        return before instanceof Following following
                && following.seen().holder().equals(now.seen().holder());
    }

    private void hear() {
        boolean troubled = ballot.trouble().isPresent();
        if (troubled && !failing) {
            log.atWarn()
                    .addKeyValue("leads", leads())
                    .addKeyValue("error", ballot.trouble().get())
                    .log("leader lease not renewed or read; nothing is written once it is too old");
        } else if (!troubled) {
            heardNanos = nanos.getAsLong();
        }
        failing = troubled;
    }

    /** Ends an own term and gives the lead up. Waits for the term's end, twenty seconds at most. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join();
            if (standing instanceof Leading leading && !terms.isShutdown()) {
                if (endTerm()) {
                    ballot.release(leading);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            standing = new Unknown();
            terms.shutdownNow();
        }
    }
}
