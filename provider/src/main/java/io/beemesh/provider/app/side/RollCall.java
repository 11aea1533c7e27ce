package io.beemesh.provider.app.side;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.ping.Ping;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks a few of the hosts that are connected whether they hear, and counts the answers: hosts beat too rarely for a
 * provider to notice soon that it is cut off from all of them. One thread calls {@link #round}; an ask that is not
 * answered ends after ten seconds, and so many may be on their way.
 */
public final class RollCall {
    /** Between two rounds. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    /** How long a round and its answers take, at most, over a way of the usual length. */
    public static final Duration HEARD_WITHIN = Duration.ofSeconds(2);

    private static final int ASKED = 8;
    private static final int ON_THEIR_WAY_MAX = 96;

    private final Host host;
    private final Random random;
    private final LongAdder answers = new LongAdder();
    private final Semaphore onTheirWay = new Semaphore(ON_THEIR_WAY_MAX);

    /** Nobody is asked yet. */
    public RollCall(Host host, Random random) {
        this.host = host;
        this.random = random;
    }

    /** How many answers there were, ever. */
    public long answers() {
        return answers.sum();
    }

    /** Asks a few hosts, each time others, and does not wait for them; how many it asked. */
    public int round() {
        List<Connection> connections = new ArrayList<>(host.connections());
        Collections.shuffle(connections, random);
        List<Connection> asked = connections.stream()
                .limit(ASKED)
                .filter(connection -> onTheirWay.tryAcquire())
                .toList();
        asked.forEach(connection ->
                Thread.ofVirtual().name("bm-roll-call-" + connection.remote()).start(() -> ask(connection)));
        return asked.size();
    }

    private void ask(Connection connection) {
        try (Ping ping = Ping.open(connection, random, System::nanoTime)) {
            ping.ping();
            answers.increment();
        } catch (IOException e) {
            // No answer: that is what the count says.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            onTheirWay.release();
        }
    }
}
