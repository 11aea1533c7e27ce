package io.beemesh.raft.rpc;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.Protocols;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.function.Function;

/**
 * Members reach each other by a libp2p host. Safe for use by any thread.
 *
 * @param host whose identity the member has
 * @param addresses where a member can be dialed when there is no connection with it, the best one first; none if nobody
 *     knows
 */
public record RaftNetwork(Host host, Function<PeerId, List<Multiaddr>> addresses) {
    /** What members speak. */
    public static final Protocol PROTOCOL = Protocols.RAFT;

    /** Inbound streams: three of each member and one of its clients; as many may yet be ending. */
    private static final Limits.Streams STREAMS = new Limits.Streams(8, 1024);

    /**
     * A new stream to a member, connecting to it first if need be.
     *
     * @throws IOException if it cannot be reached now
     */
    Stream open(PeerId member) throws IOException, InterruptedException {
        if (host.connection(member).isEmpty()) {
            connect(member);
        }
        return host.open(member, PROTOCOL);
    }

    private void connect(PeerId member) throws IOException, InterruptedException {
        IOException failure = new IOException("no address of member " + member + " is known");
        for (Multiaddr address : addresses.apply(member)) {
            try {
                var ignored = host.connect(address);
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /**
     * Whether a member's process has ended, as far as can be told from here: wherever it can be dialed directly, its
     * machine says that nobody listens. Blocks as long as dialing takes.
     */
    boolean isGone(PeerId member) {
        List<Multiaddr> direct = addresses.apply(member).stream()
                .filter(address -> !address.relayed())
                .toList();
        return host.connection(member).isEmpty()
                && !direct.isEmpty()
                && direct.stream().allMatch(this::isRefused);
    }

    private boolean isRefused(Multiaddr address) {
        try {
            var ignored = host.connect(address);
            return false;
        } catch (IOException e) {
            return isRefusal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ConnectException || (cause != null && isRefusal(cause));
    }

    /** Serves other members until the answer is closed. */
    Host.Registration serve(ProtocolHandler handler) {
        return host.serve(PROTOCOL, STREAMS, handler);
    }
}
