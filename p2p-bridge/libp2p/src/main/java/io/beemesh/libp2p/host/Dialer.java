package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Dials, once at a time for each peer: whoever comes meanwhile waits for the same attempt. Safe for use by any thread.
 */
final class Dialer {
    private final HostContext host;
    private final Upgrader upgrader;
    private final Admission admission;
    private final List<Transport> transports;
    private final Map<PeerId, CompletableFuture<Connection>> attempts = new ConcurrentHashMap<>();

    Dialer(HostContext host, Upgrader upgrader, Admission admission, List<Transport> transports) {
        this.host = host;
        this.upgrader = upgrader;
        this.admission = admission;
        this.transports = List.copyOf(transports);
    }

    Connection dial(Multiaddr address, PeerId peer) throws DialException, InterruptedException {
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> running = attempts.putIfAbsent(peer, mine);
        if (running == null) {
            // A thread of its own, as an interrupt would close the socket under those who wait along.
            Thread.ofVirtual().name("libp2p-dial-" + peer).start(() -> attempt(address, peer, mine));
        }
        try {
            return (running == null ? mine : running).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DialException("no connection with " + address + ": " + cause.getMessage(), cause);
        }
    }

    private void attempt(Multiaddr address, PeerId peer, CompletableFuture<Connection> result) {
        try {
            HostConnection connection = connect(address, peer);
            attempts.remove(peer, result);
            result.complete(connection);
        } catch (IOException | RuntimeException e) {
            attempts.remove(peer, result);
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
        Transport transport = transports.stream()
                .filter(each -> each.handles(address))
                .findFirst()
                .orElseThrow(() -> new IOException("no transport handles it"));
        RawConnection raw = transport.dial(address, host.limits().upgrade());
        return admission.admit(upgrader.dial(raw, peer));
    }
}
