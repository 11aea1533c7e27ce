package io.beemesh.agent.link.testing;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.attach.AttachListener;
import io.beemesh.mesh.attach.AttachService;
import io.beemesh.mesh.attach.AttachedHost;
import io.beemesh.mesh.enrol.EnrolService;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.TokenRedeemer;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.session.SessionClient;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.ProviderAt;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.Welcome;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A provider of one cluster: real protocols over a network in memory, and what it heard in a queue. */
public final class TestProvider implements AutoCloseable {
    /** The cluster that it speaks for. */
    public static final String CLUSTER = "c1";

    private static final long WAIT_SECONDS_MAX = 20;

    private final Clock clock = Clock.systemUTC();
    private final Terms terms;
    private final Revocations revocations = new Revocations(List.of());
    private final MemberGate gate = new MemberGate(revocations, clock);
    private final Host host;
    private final AttachService attachments;
    private volatile boolean standby;
    private volatile List<TestProvider> others = List.of();
    private volatile String claims;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    /** Something that a host said. */
    public sealed interface Heard {
        /** It attached. */
        record Attached(AttachedHost host) implements Heard {}

        /** A pod's report. */
        record Report(PodReport report) implements Heard {}

        /** A pod's event. */
        record Event(PodEvent event) implements Heard {}

        /** What it has left. */
        record Left(Resources resources) implements Heard {}

        /** Every pod was reported. */
        record Complete() implements Heard {}

        /** It is gone. */
        record Detached(String reason) implements Heard {}
    }

    /**
     * What a provider is.
     *
     * @param cluster that it speaks for
     * @param authority who signs, and whom hosts believe
     * @param key its own
     * @param at where it listens
     */
    public record Terms(String cluster, MeshAuthority authority, KeyPair key, Multiaddr at) {
        /** Of a new provider. */
        public static Terms of(String cluster, MeshAuthority authority) {
            return new Terms(cluster, authority, KeyPair.generate(), Multiaddr.ofMemory(0));
        }
    }

    /** Listens on a network in memory, with an authority of its own. */
    public TestProvider(MemoryNetwork network) throws IOException {
        this(network, Terms.of(CLUSTER, new MeshAuthority("default", KeyPair.generate())));
    }

    /** Listens on a network in memory. */
    public TestProvider(MemoryNetwork network, Terms terms) throws IOException {
        this.terms = terms;
        this.claims = terms.cluster();
        host = HostBuilder.of(terms.key())
                .gate(gate)
                .transport(network)
                .listen(terms.at())
                .start();
        Membership membership = new Membership(terms.authority().trust(), revocations, clock);
        attachments = AttachService.serve(host, new AttachService.Proof(membership, gate), this::welcome, new Ear());
    }

    private Welcome welcome(Member member) {
        Welcome.Builder welcome = Welcome.newBuilder()
                .setClusterId(claims)
                .setNodeName("beemesh")
                .setProviderRecord(record(host.id(), "provider", Role.PROVIDER))
                .setBeatIntervalMs(100)
                .setLostAfterMs(10_000)
                .setStandby(standby);
        others.forEach(other -> welcome.addProviders(
                ProviderAt.newBuilder().addAddresses(other.address().toString())));
        if (!clock.instant().isBefore(member.validity().half())) {
            welcome.setRenewedRecord(record(member.peer(), member.name(), Role.HOST));
        }
        return welcome.build();
    }

    /** The same provider after its process ended: it listens where it did, and knows nothing. */
    public TestProvider restarted(MemoryNetwork network) throws IOException {
        return new TestProvider(
                network,
                new Terms(
                        terms.cluster(),
                        terms.authority(),
                        terms.key(),
                        address().withoutPeer()));
    }

    /** Says from now on whether it leads, and which providers there are. */
    public void say(boolean leads, TestProvider... providers) {
        standby = !leads;
        others = List.of(providers);
    }

    /** Says from now on that it serves another cluster. */
    public void claim(String cluster) {
        claims = cluster;
    }

    /** Takes hosts in, as the redeemer says. */
    public void enrol(TokenRedeemer redeemer) {
        EnrolService.serve(
                host,
                new EnrolService.Issuer(
                        terms.authority().trust().authority(), () -> record(host.id(), "provider", Role.PROVIDER)),
                revocations,
                redeemer);
    }

    /** A new token of its authority. */
    public Token token() {
        byte[] key = terms.authority().trust().authority().protobuf();
        return Token.generate("t-1", Token.AuthorityHash.ofKey(key), new SecureRandom());
    }

    /** Asks all hosts to attach anew. */
    public void reattach() {
        attachments.reattach("the test wants it");
    }

    /** Who it is. */
    public PeerId id() {
        return host.id();
    }

    /** Opens streams to hosts. */
    public SessionClient sessions() {
        return SessionClient.over(host, Duration.ofSeconds(10));
    }

    private final class Ear implements AttachListener {
        @Override
        public void attached(AttachedHost host) {
            heard.add(new Heard.Attached(host));
        }

        @Override
        public void resources(PeerId host, Resources resources) {
            heard.add(new Heard.Left(resources));
        }

        @Override
        public void report(PeerId host, PodReport report) {
            heard.add(new Heard.Report(report));
        }

        @Override
        public void event(PeerId host, PodEvent event) {
            heard.add(new Heard.Event(event));
        }

        @Override
        public void complete(PeerId host) {
            heard.add(new Heard.Complete());
        }

        @Override
        public void detached(PeerId host, String reason) {
            heard.add(new Heard.Detached(reason));
        }
    }

    /** Who signs, and whom hosts believe. */
    public MeshAuthority authority() {
        return terms.authority();
    }

    /** Where it listens. */
    public Multiaddr address() {
        return host.addresses().getFirst();
    }

    /** A record for a day. */
    public SignedRecord record(PeerId peer, String name, Role role) {
        return record(peer, name, role, clock.instant());
    }

    /** A record for a day that began earlier or later than now. */
    public SignedRecord record(PeerId peer, String name, Role role, Instant from) {
        return terms.authority()
                .sign(new Member(
                        peer,
                        terms.authority().trust().mesh(),
                        new Member.Identity(name, Map.of()),
                        role,
                        new Member.Validity(from, from.plus(Duration.ofDays(1))),
                        1));
    }

    /** Asks hosts. */
    public PodClient pods() {
        return PodClient.over(host, Duration.ofSeconds(10));
    }

    /** Whether nothing of a kind was heard that was not asked for yet. */
    public boolean heardNo(Class<? extends Heard> kind) {
        return heard.stream().noneMatch(kind::isInstance);
    }

    /** Tells a host that its reports are done with. */
    public void ack(PeerId peer, long sequence) {
        attachments.ack(peer, sequence);
    }

    /** Ends a host's attachment. */
    public void detach(PeerId peer) {
        attachments.detach(peer, "the test wants it");
    }

    /** The next thing of a kind that is as wanted; others before it are passed over. */
    public <T extends Heard> T await(Class<T> kind, Predicate<T> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
        while (true) {
            Heard next = Optional.ofNullable(heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS))
                    .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " was heard in time"));
            if (kind.isInstance(next) && wanted.test(kind.cast(next))) {
                return kind.cast(next);
            }
        }
    }

    @Override
    public void close() {
        attachments.close();
        host.close();
    }
}
