package io.beemesh.agent.cli;

import io.beemesh.agent.home.Home;
import io.beemesh.agent.link.Links;
import io.beemesh.agent.link.Requests;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a running agent follow what {@code join} and {@code leave} write: it dials the providers of a cluster that was
 * joined, and stops the pods of one that was left, also if it was told so before it was started.
 */
final class MembershipFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipFollower.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Home home;
    private final Links links;
    private final Requests requests;
    private final CountDownLatch closed = new CountDownLatch(1);
    private FileTime seen = FileTime.fromMillis(0);
    private boolean leaving = true;

    MembershipFollower(Home home, Links links, Requests requests) {
        this.home = home;
        this.links = links;
        this.requests = requests;
    }

    /** Begins to follow. Once only. */
    void start() {
        Thread.ofVirtual().name("bm-membership").start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            FileTime written = home.membershipWritten();
            if (!written.equals(seen)) {
                links.refresh();
                leaving = true;
            }
            seen = written;
            if (leaving) {
                leave();
            }
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("error", e.toString())
                    .log("the membership could not be followed; it is tried again");
        }
    }

    private void leave() throws IOException {
        Set<String> gone = new TreeSet<>();
        Set<String> all = home.membership().map(Home.Membership::leaving).orElse(Set.of());
        for (String cluster : all) {
            if (requests.stopAll(cluster) == 0) {
                gone.add(cluster);
            }
        }
        if (!gone.isEmpty()) {
            home.change(membership -> membership.left(gone));
            LOG.atInfo().addKeyValue("clusters", gone).log("the pods of clusters that were left are gone");
        }
        leaving = !gone.containsAll(all);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
