package io.beemesh.libp2p.host;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ways to reach others; the one through relays is made when it is first asked for. Safe for use by any thread. */
final class Transports {
    private final List<Transport> direct;
    private final Supplier<Transport> relaying;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Transport relayed;

    Transports(List<Transport> direct, Supplier<Transport> relaying) {
        this.direct = List.copyOf(direct);
        this.relaying = relaying;
    }

    /** The one that an address is of. */
    Transport handling(Multiaddr address) throws IOException {
        if (address.relayed()) {
            return relayed();
        }
        return direct.stream()
                .filter(each -> each.handles(address))
                .findFirst()
                .orElseThrow(() -> new IOException("no transport handles " + address));
    }

    private Transport relayed() {
        lock.lock();
        try {
            Transport made = relayed == null ? relaying.get() : relayed;
            relayed = made;
            return made;
        } finally {
            lock.unlock();
        }
    }
}
