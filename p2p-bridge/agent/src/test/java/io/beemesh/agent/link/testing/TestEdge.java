package io.beemesh.agent.link.testing;

import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.link.Links;
import io.beemesh.agent.link.Outgoing;
import io.beemesh.agent.link.Requests;
import io.beemesh.agent.link.Sessions;
import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.membership.KnownCluster;
import io.beemesh.agent.membership.OwnRecord;
import io.beemesh.agent.podman.testing.FakePodman;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.testing.FakeImages;
import io.beemesh.agent.pods.testing.FakeVolumes;
import io.beemesh.agent.state.WorkPlane;
import io.beemesh.agent.streams.PodmanSessions;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.pod.PodService;
import io.beemesh.mesh.session.SessionService;
import io.beemesh.mesh.wire.Hello;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** An edge host on a network in memory, with pods that a fake Podman runs, and what it knows of its clusters. */
public final class TestEdge implements AutoCloseable {
    /** What pods may have in all, in thousandths of a processor. */
    public static final long CPU_MILLIS = 2000;

    private final Path home;
    private final MemoryNetwork network;
    private final KeyPair key = KeyPair.generate();
    private final FakePodman podman = new FakePodman();
    private final Clock clock = Clock.systemUTC();
    private final Revocations revocations = new Revocations(List.of());
    private final AtomicReference<Affiliations> kept = new AtomicReference<>(new Affiliations(List.of()));
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Host host;
    private PodWorkers workers;
    private Links links;

    /** Not yet started. */
    public TestEdge(Path home, MemoryNetwork network) {
        this.home = home;
        this.network = network;
    }

    /** Makes it a host of one cluster more, known by these providers. */
    public void joined(TestProvider... providers) {
        TestProvider first = providers[0];
        List<Multiaddr> addresses =
                Arrays.stream(providers).map(TestProvider::address).toList();
        keep(kept().joined(
                        first.authority().trust(),
                        first.record(id(), "edge-1", Role.HOST),
                        KnownCluster.at(addresses)));
    }

    /** Starts it as an agent does. */
    public void start() throws IOException {
        MemberGate gate = new MemberGate(revocations, clock);
        host = keep(HostBuilder.of(key).gate(gate).transport(network).start());
        Outgoing outgoing = new Outgoing(clock, () -> {});
        workers = keep(PodWorkers.open(pods(), outgoing, order -> false));
        long incarnation = clock.millis();
        links = keep(new Links(
                new Links.Means(
                        host,
                        affiliation -> passport(affiliation, gate),
                        record -> Hello.newBuilder()
                                .setRecord(record)
                                .setIncarnation(incarnation)
                                .build(),
                        outgoing,
                        this::change,
                        clock),
                new Random(2)));
        WorkPlane groups = keep(WorkPlane.open(
                new WorkPlane.Means(
                        host,
                        gate::accompany,
                        new WorkPlane.Kept(home.resolve("state"), new Seal(key.seed(), "test")),
                        new WorkPlane.Time(clock, "boot"),
                        new Random(3)),
                pod -> false));
        PodService.serve(host, new Requests(workers, groups, outgoing, links));
        SessionService.serve(host, new Sessions(keep(new PodmanSessions(podman, workers::status)), links));
        links.follow(kept());
    }

    private io.beemesh.agent.pods.assignment.Host pods() throws IOException {
        return new io.beemesh.agent.pods.assignment.Host(
                podman,
                new FakeImages(),
                new FakeVolumes(),
                Journal.open(home.resolve("journal"), key.seed()),
                new io.beemesh.agent.pods.assignment.Host.Time(clock, clock),
                new Admission(new Amount(CPU_MILLIS, 1L << 30, 1L << 40, 5), HostPolicy.STRICT),
                new io.beemesh.agent.pods.assignment.Host.Memory(1L << 30, -1000),
                new ControlGroups(Map.of(), Optional.empty()),
                Tenures.NONE);
    }

    private Links.Passport passport(Affiliation affiliation, MemberGate gate) {
        Trust trust = affiliation.trust();
        Membership trusted = new Membership(trust, revocations, clock);
        return new Links.Passport(
                new Attacher(trusted, gate, new Random(1), System::nanoTime),
                new OwnRecord(
                        affiliation.record(), trusted, id(), newer -> change(before -> before.renewed(trust, newer))));
    }

    private Affiliations change(UnaryOperator<Affiliations> change) {
        return kept.updateAndGet(change);
    }

    /** Who it is. */
    public PeerId id() {
        return key.peerId();
    }

    /** What is kept of its clusters. */
    public Affiliations kept() {
        return kept.get();
    }

    /** Keeps something else, as another process would. */
    public void keep(Affiliations others) {
        kept.set(others);
    }

    /** Its end of the network. */
    public Host host() {
        return host;
    }

    /** What it is attached to. */
    public Links links() {
        return links;
    }

    /** What runs its pods. */
    public FakePodman podman() {
        return podman;
    }

    /** Its pods. */
    public PodWorkers workers() {
        return workers;
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    /** Ends it; it may be started again. */
    public void stop() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
