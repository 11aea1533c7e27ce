package io.beemesh.agent.state;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Providers at which this host can be reached by others that cannot dial it. Any thread. */
final class MeetingPlaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeetingPlaces.class);

    private final Host host;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, Host.Registration> places = new HashMap<>();

    MeetingPlaces(Host host) {
        this.host = host;
    }

    /** Can be reached at these from now on, and at no others. */
    void follow(Set<PeerId> providers) {
        lock.lock();
        try {
            places.entrySet().removeIf(place -> {
                boolean gone = !providers.contains(place.getKey());
                if (gone) {
                    place.getValue().close();
                }
                return gone;
            });
            for (PeerId provider : providers) {
                if (!places.containsKey(provider)) {
                    places.put(provider, host.listen(Multiaddr.ofPeer(provider).circuit()));
                }
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("other hosts cannot reach this one by a provider; it is tried again");
        } finally {
            lock.unlock();
        }
    }

    /** Ways to a host by the providers that both may be at. */
    List<Multiaddr> to(PeerId member) {
        lock.lock();
        try {
            return places.keySet().stream()
                    .map(provider -> Multiaddr.ofPeer(provider).circuit().withPeer(member))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        follow(Set.of());
    }
}
