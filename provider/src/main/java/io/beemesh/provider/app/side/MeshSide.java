package io.beemesh.provider.app.side;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.relay.CircuitLimit;
import io.beemesh.libp2p.relay.RelayLimits;
import io.beemesh.libp2p.relay.RelayService;
import io.beemesh.mesh.attach.AttachService;
import io.beemesh.mesh.enrol.EnrolService;
import io.beemesh.mesh.enrol.TokenRedeemer;
import io.beemesh.mesh.membership.HostsOnly;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.wire.ProviderAt;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.Welcome;
import io.beemesh.provider.app.config.MeshSettings;
import io.beemesh.provider.app.config.Version;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.MeshListener;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.MemberRecords;
import io.beemesh.provider.identity.MeshKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** The libp2p host of the provider and what it serves: enrolment, attachments and a relay, behind the gate. */
public final class MeshSide implements AutoCloseable {
    /** As many hosts as may be connected; at the most circuits, all of them stuck, half a gibibyte. */
    private static final RelayLimits CIRCUITS =
            new RelayLimits(Limits.gateway().connections(), 1024, 64, Duration.ofHours(1), CircuitLimit.NONE);

    private final Who who;
    private final MeshSettings settings;
    private final Host host;
    private final MemberGate gate;
    private final Revocations revocations;
    private final Clock clock;
    private volatile Standby standby = new Standby(true, List::of);

    /**
     * Whether this provider stands by, and where all of them are.
     *
     * @param standsBy whether another one leads
     * @param doors of all providers of the node
     */
    public record Standby(boolean standsBy, Supplier<List<JoinAddress.Door>> doors) {}

    /**
     * Whom hosts meet.
     *
     * @param keys of the mesh and of the provider
     * @param clusterId of the cluster behind it
     * @param nodeName of the node that stands for the mesh
     */
    public record Who(MeshKeys keys, String clusterId, String nodeName) {}

    private MeshSide(Who who, MeshSettings settings, Revocations revocations, Clock clock) throws IOException {
        this.who = who;
        this.settings = settings;
        this.revocations = revocations;
        this.clock = clock;
        gate = new MemberGate(revocations, clock);
        host = HostBuilder.of(who.keys().provider())
                .listen(settings.listen().toArray(Multiaddr[]::new))
                .gate(gate)
                .limits(Limits.gateway())
                .agentVersion("beemesh-provider/" + Version.current())
                .start();
    }

    /** Listens; serves nothing yet. */
    public static MeshSide open(Who who, MeshSettings settings, Revocations revocations, Clock clock)
            throws IOException {
        return ListenFailure.naming(
                "mesh at " + settings.listen(),
                "beemesh.mesh.listen",
                () -> new MeshSide(who, settings, revocations, clock));
    }

    /** The libp2p host. */
    public Host host() {
        return host;
    }

    /** Lets members attach; what they say goes into the table. Closing it ends all attachments. */
    public AttachService serveAttachments(HostTable table) {
        Membership membership =
                new Membership(new MeshAuthority(settings.name(), who.keys().authority()).trust(), revocations, clock);
        AttachService.Proof proof = new AttachService.Proof(membership, gate);
        return AttachService.serve(host, proof, this::welcome, new MeshListener(table, who.clusterId()));
    }

    /** Carries connections between hosts that cannot dial each other, whether this provider leads or stands by. */
    public Host.Registration serveRelay() {
        return RelayService.serve(host, who.keys().provider(), new HostsOnly(gate), CIRCUITS, clock);
    }

    /** Lets hosts become members. */
    public Host.Registration serveEnrolment(TokenRedeemer desk) {
        EnrolService.Issuer issuer =
                new EnrolService.Issuer(who.keys().authority().publicKey(), this::ownRecord);
        return EnrolService.serve(host, issuer, revocations, desk);
    }

    /** Cuts connections of peers that are no members, or no longer. */
    public Host.Registration watchMembers() {
        return gate.watch(host);
    }

    /** What hosts are told from now on that attach; those who are attached know it when they attach anew. */
    public void standBy(boolean standsBy) {
        standby = new Standby(standsBy, standby.doors());
    }

    /** Where hosts are told that all providers are. */
    public void doors(Supplier<List<JoinAddress.Door>> doors) {
        standby = new Standby(standby.standsBy(), doors);
    }

    /** The addresses at which hosts reach this provider, if it listens on all of this machine's. */
    public List<Multiaddr> announced(InetAddress reachable) {
        return settings.announced(host.addresses(), reachable);
    }

    /** Where hosts join, at these addresses. */
    public JoinAddress.Door door(List<Multiaddr> reached) {
        List<String> addresses = reached.stream()
                .map(address -> address.withPeer(host.id()).toString())
                .toList();
        byte[] authority = who.keys().authority().publicKey().protobuf();
        return new JoinAddress.Door(Base64.getEncoder().encodeToString(authority), addresses);
    }

    /** Ends every connection. */
    @Override
    public void close() {
        host.close();
    }

    private Welcome welcome(Member member) {
        Welcome.Builder welcome = Welcome.newBuilder()
                .setClusterId(who.clusterId())
                .setNodeName(who.nodeName())
                .setProviderRecord(ownRecord())
                .setBeatIntervalMs(settings.pace().beatEvery().toMillis())
                .setLostAfterMs(settings.pace().lostAfter().toMillis())
                .setStandby(standby.standsBy());
        for (JoinAddress.Door door : standby.doors().get()) {
            welcome.addProviders(ProviderAt.newBuilder().addAllAddresses(door.addresses()));
        }
        if (!clock.instant().isBefore(member.validity().half())) {
            welcome.setRenewedRecord(records()
                    .host(member.peer(), member.name(), member.identity().labels()));
        }
        return welcome.build();
    }

    private SignedRecord ownRecord() {
        return records().provider(host.id(), who.nodeName());
    }

    private MemberRecords records() {
        return new MemberRecords(settings.name(), who.keys(), settings.memberValid(), clock);
    }
}
