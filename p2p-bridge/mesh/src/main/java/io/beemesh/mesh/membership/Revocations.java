package io.beemesh.mesh.membership;

import io.beemesh.libp2p.identity.PeerId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Peers whose membership was taken back before it ended.
 *
 * <p>Any thread. Holds at most {@value #COUNT_MAX} peers; a further one is refused aloud, since to forget one would let
 * it in again.
 */
public final class Revocations {
    /** The most peers that are kept. */
    public static final int COUNT_MAX = 100_000;

    private final Set<PeerId> revoked = ConcurrentHashMap.newKeySet();
    private final List<Consumer<PeerId>> listeners = new CopyOnWriteArrayList<>();

    /** Begins with what is known already, such as what was stored. */
    public Revocations(Collection<PeerId> known) {
        known.forEach(this::add);
    }

    /** Takes a peer's membership back; listeners are told at once, on this thread. Idempotent. */
    public void revoke(PeerId peer) {
        if (add(peer)) {
            listeners.forEach(listener -> listener.accept(peer));
        }
    }

    /** Lets a peer be a member again. Idempotent. */
    public void lift(PeerId peer) {
        revoked.remove(peer);
    }

    /** Whether a peer's membership was taken back. */
    public boolean contains(PeerId peer) {
        return revoked.contains(peer);
    }

    /** All of them; a copy. */
    public Set<PeerId> peers() {
        return Set.copyOf(revoked);
    }

    /** Tells of each peer that is revoked from here on. Listeners must be quick and live as long as this. */
    public void onRevoked(Consumer<PeerId> listener) {
        listeners.add(listener);
    }

    private boolean add(PeerId peer) {
        if (revoked.size() >= COUNT_MAX && !revoked.contains(peer)) {
            throw new IllegalStateException(
                    "revocations: %d peers are kept already; make a new mesh authority".formatted(COUNT_MAX));
        }
        return revoked.add(peer);
    }
}
