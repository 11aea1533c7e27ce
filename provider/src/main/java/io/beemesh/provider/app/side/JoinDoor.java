package io.beemesh.provider.app.side;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.kube.install.Entrance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps known where hosts join while that changes: a load balancer gets its address minutes after its Service, and
 * other providers come and go.
 *
 * <p>Looks every ten seconds, and writes only what is new.
 */
public final class JoinDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JoinDoor.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final Entrances entrances;
    private final Function<List<Multiaddr>, JoinAddress.Door> doors;
    private final JoinAddress published;
    private volatile List<JoinAddress.Door> all = List.of();
    private Optional<JoinAddress.Door> last = Optional.empty();
    private final Runnable changed;
    private Rounds rounds = Rounds.idle();

    /** Where the ways in are asked for. */
    @FunctionalInterface
    public interface Entrances {
        List<Multiaddr> now() throws IOException;

        /** Those of a Service. */
        static List<Multiaddr> of(List<Entrance> entrances) {
            return entrances.stream()
                    .map(entrance -> Multiaddr.parse(entrance.multiaddr()))
                    .toList();
        }
    }

    private JoinDoor(
            Entrances entrances,
            Function<List<Multiaddr>, JoinAddress.Door> doors,
            JoinAddress published,
            Runnable changed) {
        this.entrances = entrances;
        this.doors = doors;
        this.published = published;
        this.changed = changed;
    }

    /**
     * Makes it known a first time, and keeps it known until closed.
     *
     * @param changed is told when a door of any provider is another one; on a thread of this one's
     */
    public static JoinDoor open(
            Entrances entrances,
            Function<List<Multiaddr>, JoinAddress.Door> doors,
            JoinAddress published,
            Runnable changed) {
        JoinDoor door = new JoinDoor(entrances, doors, published, changed);
        Rounds.Label label = new Rounds.Label("join-door", "where hosts join is not known, looking again every 10 s");
        door.rounds = Rounds.start(label, LOOK_EVERY, door::look);
        return door;
    }

    /** The doors of all providers of this node, this one's included; empty before they are known. */
    public List<JoinAddress.Door> all() {
        return all;
    }

    private void look() throws IOException {
        JoinAddress.Door door = doors.apply(entrances.now());
        if (!last.equals(Optional.of(door))) {
            published.publish(door);
            last = Optional.of(door);
            log.atInfo().addKeyValue("addresses", door.addresses()).log("hosts may join");
        }
        List<JoinAddress.Door> before = all;
        all = published.doors();
        if (!all.equals(before)) {
            changed.run();
        }
    }

    /** Stops looking; what is known stays. Idempotent. */
    @Override
    public void close() {
        rounds.close();
    }
}
