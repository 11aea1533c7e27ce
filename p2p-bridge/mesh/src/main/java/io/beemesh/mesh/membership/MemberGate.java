package io.beemesh.mesh.membership;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.relay.RelayService;
import io.beemesh.libp2p.relay.RelayTransport;
import io.beemesh.mesh.Protocols;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets members speak what their role allows, and others only what makes them members, and that not for long.
 *
 * <p>A peer that dialed and has proven no record within {@link #UNPROVEN_MAX} is cut, a peer whose record ends or is
 * revoked as well. A proof holds for the peer's connections, which its key has proven, until the last of them ends; so
 * there are never more proofs than connections. Any thread.
 */
public final class MemberGate implements Gate {
    /** How long a peer may be connected without having proven to be a member. */
    public static final Duration UNPROVEN_MAX = Duration.ofSeconds(15);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    /** What every peer may open: to be told who one is, to be measured, to become and to prove to be a member. */
    private static final Set<String> FOR_ALL = Set.of(
            "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0", Protocols.ENROL.id(), Protocols.ATTACH.id());

    private static final Set<String> FOR_PROVIDERS =
            Set.of(Protocols.POD.id(), Protocols.STREAM.id(), Protocols.USAGE.id(), RelayTransport.STOP_ID);

    /** At a provider: hosts meet there. The id is copied here by the compiler, the relay's classes are not loaded. */
    private static final Set<String> FOR_HOSTS = Set.of(RelayService.HOP_ID);

    private final Revocations revocations;
    private final Clock clock;
    private final Map<PeerId, Member> proven = new ConcurrentHashMap<>();
    private volatile Set<PeerId> companions = Set.of();

    /** A gate that nobody has passed yet. */
    public MemberGate(Revocations revocations, Clock clock) {
        this.revocations = revocations;
        this.clock = clock;
    }

    /** Notes that a connected peer has shown a valid record. */
    public void prove(Member member) {
        proven.put(member.peer(), member);
    }

    /**
     * Notes whom a provider has vouched for, all at once: hosts that hold a workload's state together with this one.
     * They need not prove more than their key, and may speak of nothing else.
     */
    public void accompany(Set<PeerId> hosts) {
        companions = Set.copyOf(hosts);
    }

    @Override
    public boolean secured(PeerId peer, boolean inbound) {
        return !revocations.contains(peer);
    }

    @Override
    public boolean stream(PeerId peer, Protocol protocol) {
        if (revocations.contains(peer)) {
            return false;
        }
        return FOR_ALL.contains(protocol.id())
                || (FOR_PROVIDERS.contains(protocol.id()) && is(Role.PROVIDER, peer))
                || (FOR_HOSTS.contains(protocol.id()) && is(Role.HOST, peer))
                || (protocol.equals(Protocols.RAFT) && companions.contains(peer));
    }

    /**
     * Cuts the connections of a host as the rules say, from its events and once a second.
     *
     * @param host that was built with this gate
     * @return ends the watch
     */
    public Host.Registration watch(Host host) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual().name("bm-gate").start(() -> sweepUntil(ended, host));
        Host.Registration events = host.onEvent(event -> noteEnd(host, event));
        revocations.onRevoked(peer -> sweep(host));
        return () -> {
            events.close();
            ended.countDown();
        };
    }

    private void sweepUntil(CountDownLatch ended, Host host) {
        try {
            while (!ended.await(SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                sweep(host);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts what must not be connected any longer. */
    void sweep(Host host) {
        host.connections().stream().filter(this::isOverdue).forEach(Connection::close);
    }

    private boolean isOverdue(Connection connection) {
        PeerId peer = connection.remote();
        if (revocations.contains(peer)) {
            return true;
        }
        Member member = proven.get(peer);
        if (member != null) {
            return !isCurrent(member);
        }
        return connection.inbound()
                && !companions.contains(peer)
                && connection.openedAt().plus(UNPROVEN_MAX).isBefore(clock.instant());
    }

    private void noteEnd(Host host, Host.Event event) {
        switch (event) {
            case Host.Event.Connected connected -> {
                // Revoked between the gate and the table of connections: the sweep that told of it missed this one.
                if (revocations.contains(connected.connection().remote())) {
                    connected.connection().close();
                }
            }
            case Host.Event.Disconnected disconnected -> {
                PeerId peer = disconnected.connection().remote();
                if (host.connection(peer).isEmpty()) {
                    proven.remove(peer);
                }
            }
        }
    }

    /** Whether a connected peer has proven to be that, and still is. */
    boolean is(Role role, PeerId peer) {
        Member member = proven.get(peer);
        return member != null && member.role() == role && isCurrent(member);
    }

    private boolean isCurrent(Member member) {
        return clock.instant().isBefore(member.validity().until());
    }
}
