package io.beemesh.provider.app;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.provider.identity.IdentityException;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.kube.install.Entrance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps known where hosts join while that changes: a load balancer gets its address minutes after its Service.
 *
 * <p>Looks every ten seconds on a thread of its own, and writes only what is new.
 */
final class JoinDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JoinDoor.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final Entrances entrances;
    private final Function<List<Multiaddr>, JoinAddress.Door> doors;
    private final JoinAddress published;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private Optional<JoinAddress.Door> last = Optional.empty();
    private boolean failing;

    /** Where the ways in are asked for. */
    @FunctionalInterface
    interface Entrances {
        List<Entrance> now() throws IOException;
    }

    private JoinDoor(Entrances entrances, Function<List<Multiaddr>, JoinAddress.Door> doors, JoinAddress published) {
        this.entrances = entrances;
        this.doors = doors;
        this.published = published;
        thread = Thread.ofVirtual().name("bm-join-door").unstarted(this::run);
    }

    /** Makes it known a first time, and keeps it known until closed. */
    static JoinDoor open(
            Entrances entrances, Function<List<Multiaddr>, JoinAddress.Door> doors, JoinAddress published) {
        JoinDoor door = new JoinDoor(entrances, doors, published);
        door.look();
        door.thread.start();
        return door;
    }

    private void run() {
        try {
            while (!closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            log.atDebug().log("join door thread was interrupted");
        }
    }

    private void look() {
        try {
            List<Multiaddr> addresses = entrances.now().stream()
                    .map(entrance -> Multiaddr.parse(entrance.multiaddr()))
                    .toList();
            show(doors.apply(addresses));
            failing = false;
        } catch (IOException | IllegalArgumentException e) {
            log.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .addKeyValue("error", e.getMessage())
                    .log("where hosts join is not known, looking again every 10 s");
            failing = true;
        }
    }

    private void show(JoinAddress.Door door) throws IdentityException {
        if (!last.equals(Optional.of(door))) {
            published.publish(door);
            last = Optional.of(door);
            log.atInfo().addKeyValue("addresses", door.addresses()).log("hosts may join");
        }
    }

    /** Stops looking; what is known stays. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
