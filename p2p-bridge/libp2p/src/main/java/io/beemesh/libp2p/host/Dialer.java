package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Dials, once at a time for each peer, directly and through relays: whoever comes meanwhile waits for the same attempt.
 * Safe for use by any thread.
 */
final class Dialer {
    private final HostContext host;
    private final Upgrader upgrader;
    private final Admission admission;
    private final Transports transports;
    private final Map<Wanted, CompletableFuture<Connection>> attempts = new ConcurrentHashMap<>();

    Dialer(HostContext host, Upgrader upgrader, Admission admission, Transports transports) {
        this.host = host;
        this.upgrader = upgrader;
        this.admission = admission;
        this.transports = transports;
    }

    Connection dial(Multiaddr address, PeerId peer) throws DialException, InterruptedException {
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        Wanted wanted = new Wanted(peer, address.relayed());
        CompletableFuture<Connection> running = attempts.putIfAbsent(wanted, mine);
        if (running == null) {
            // A thread of its own, as an interrupt would close the socket under those who wait along.
            Thread.ofVirtual().name("libp2p-dial-" + peer).start(() -> attempt(address, wanted, mine));
        }
        try {
            return (running == null ? mine : running).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DialException("no connection with " + address + ": " + cause.getMessage(), cause);
        }
    }

    private void attempt(Multiaddr address, Wanted wanted, CompletableFuture<Connection> result) {
        try {
            HostConnection connection = connect(address, wanted.peer);
            attempts.remove(wanted, result);
            result.complete(connection);
        } catch (IOException | RuntimeException e) {
            attempts.remove(wanted, result);
            result.completeExceptionally(e);
        }
    }

    private HostConnection connect(Multiaddr address, PeerId peer) throws IOException {
        if (peer.equals(host.id())) {
            throw new IOException("that is this host itself");
        }
        if (!host.gate().dial(address)) {
            throw new IOException("the gate does not let it be dialed");
        }
        RawConnection raw =
                transports.handling(address).dial(address, host.limits().upgrade());
        return admission.admit(upgrader.dial(raw, peer));
    }

    /** Whom an attempt is to reach, and whether a connection through a relay will do. */
    private record Wanted(PeerId peer, boolean relayed) {}
}
