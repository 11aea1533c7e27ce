package io.beemesh.provider.app.config;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The mesh behind the node.
 *
 * @param name of the mesh, a DNS label
 * @param listen the addresses that hosts connect to
 * @param announce the addresses that join commands name; empty to make them of {@code listen}
 * @param memberValid how long a membership record is good for
 */
public record MeshSettings(
        String name, List<Multiaddr> listen, List<Multiaddr> announce, Pace pace, Duration memberValid) {
    /** Keeps copies, and refuses a mesh that nobody could reach. */
    public MeshSettings {
        listen = List.copyOf(listen);
        announce = List.copyOf(announce);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on (expected: one at least)");
        }
        if (memberValid.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("member-valid: " + memberValid + " (expected: a minute at least)");
        }
    }

    /**
     * Who has to hear of whom how soon.
     *
     * @param beatEvery between two signs of life of a host
     * @param lostAfter after which a silent host is Unknown
     * @param lostGrace after which the stateless pods of such a host are given up
     * @param hostLease after which a host that is not attached stops pods of StatefulSets by itself
     */
    public record Pace(Duration beatEvery, Duration lostAfter, Duration lostGrace, Duration hostLease) {
        /** Refuses a pace at which one lost beat would cost a host its pods. */
        public Pace {
            if (beatEvery.toMillis() < 100 || lostAfter.compareTo(beatEvery.multipliedBy(2)) < 0) {
                throw new IllegalArgumentException("beat-every " + beatEvery + ", lost-after " + lostAfter
                        + " (expected: 100 ms at least, and twice that at least)");
            }
            if (lostGrace.isNegative() || hostLease.toMillis() < 1) {
                throw new IllegalArgumentException("lost-grace " + lostGrace + ", host-lease " + hostLease
                        + " (expected: not negative, above zero)");
            }
        }
    }

    /**
     * The addresses that join commands name, without the peer.
     *
     * @param bound where the host listens, with real ports
     * @param reachable stands for the addresses that mean all addresses
     */
    public List<Multiaddr> announced(List<Multiaddr> bound, InetAddress reachable) {
        if (!announce.isEmpty()) {
            return announce;
        }
        return bound.stream()
                .map(address -> address.socketAddress()
                        .map(InetSocketAddress::getAddress)
                        .filter(InetAddress::isAnyLocalAddress)
                        .map(any -> Multiaddr.ofTcp(new InetSocketAddress(
                                reachable, address.socketAddress().orElseThrow().getPort())))
                        .orElse(address.withoutPeer()))
                .distinct()
                .toList();
    }
}
