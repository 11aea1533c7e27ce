package io.beemesh.agent.cli;

import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.home.Home;
import io.beemesh.agent.home.HostSettings;
import io.beemesh.agent.images.ImageKeeper;
import io.beemesh.agent.images.KubeletImages;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.link.Disks;
import io.beemesh.agent.link.Leases;
import io.beemesh.agent.link.Links;
import io.beemesh.agent.link.Machine;
import io.beemesh.agent.link.Measures;
import io.beemesh.agent.link.Outgoing;
import io.beemesh.agent.link.Requests;
import io.beemesh.agent.link.Sessions;
import io.beemesh.agent.link.Watch;
import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.membership.OwnRecord;
import io.beemesh.agent.network.HeldNetworks;
import io.beemesh.agent.network.PodNetworks;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.podman.libpod.LibpodPodman;
import io.beemesh.agent.podman.runc.Runc;
import io.beemesh.agent.podman.service.PodmanService;
import io.beemesh.agent.podman.service.ServiceOptions;
import io.beemesh.agent.podman.service.ServicePulse;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.admission.UsualFilter;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.pods.status.Readiness;
import io.beemesh.agent.pods.storage.StorageMeter;
import io.beemesh.agent.pods.storage.StorageWatch;
import io.beemesh.agent.rotation.LogRotation;
import io.beemesh.agent.state.WorkPlane;
import io.beemesh.agent.streams.PodmanSessions;
import io.beemesh.agent.succession.SuccessionThread;
import io.beemesh.agent.supervisor.Heartbeat;
import io.beemesh.agent.supervisor.Sign;
import io.beemesh.agent.supervisor.Supervisor;
import io.beemesh.agent.system.SteadyClock;
import io.beemesh.agent.usage.HostMeter;
import io.beemesh.agent.usage.WorkerPods;
import io.beemesh.agent.volumes.HostVolumes;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.pod.PodService;
import io.beemesh.mesh.session.SessionService;
import io.beemesh.mesh.usage.UsageService;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running host: puts its rooms together, and takes them down in the opposite order. */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration PULSE = Duration.ofSeconds(10);
    private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(10);

    private final Home home;
    private final Home.Membership membership;
    private final Clock clock = Clock.systemUTC();
    private final SteadyClock steady = new SteadyClock();
    private final Revocations revocations = new Revocations(List.of());
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Agent(Home home, Home.Membership membership) {
        this.home = home;
        this.membership = membership;
    }

    /** Runs until the process is told to end; pods run on. */
    static int run(Home home, Home.Membership membership) throws IOException, InterruptedException {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending.countDown();
            await(ended);
        }));
        try (Agent agent = new Agent(home, membership)) {
            agent.start();
            ending.await();
            LOG.atInfo().log("the agent ends; its pods run on");
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await(SHUTDOWN_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws IOException, InterruptedException {
        KeyPair key = home.identity();
        PodmanService service = keep(PodmanService.open(podmanOptions(home, membership.settings())));
        Libpod libpod = new Libpod(service.http());
        LibpodPodman podman = new LibpodPodman(libpod, clock, keep(networks(home)), Runc.open(home.file("commands")));
        Machine machine = Machine.look(
                new Machine.Versions(Version.text(), podman.version()),
                membership.settings().reserved(),
                home.folder());
        HostVolumes volumes = HostVolumes.open(home.folder(), System.getenv("XDG_RUNTIME_DIR"), clock);
        KubeletImages images = keep(KubeletImages.of(
                libpod,
                home.file("pulled-images"),
                service.downloads(),
                new KubeletImages.Time(steady, System::nanoTime)));
        ImageKeeper idle = keep(ImageKeeper.start(images, libpod, steady));
        MemberGate gate = new MemberGate(revocations, clock);
        io.beemesh.libp2p.Host peer = keep(peer(key, gate));
        keep(gate.watch(peer));
        AtomicReference<Predicate<PodKey>> ready = new AtomicReference<>(pod -> false);
        WorkPlane groups = keep(groups(peer, gate, pod -> ready.get().test(pod)));
        groups.retainClusters(membership.affiliations().places().stream()
                .map(place -> place.cluster().id())
                .toList());
        Host pods = host(new Hardware(machine, volumes, podman, images), groups.tenures(), key);

        Leases leases = new Leases(home.file("heard"), new Leases.Time(clock, steady, SteadyClock.boot()));
        AtomicReference<Runnable> onChange = new AtomicReference<>(() -> {});
        Outgoing outgoing = new Outgoing(clock, () -> onChange.get().run());
        PodWorkers workers = keep(PodWorkers.open(pods, outgoing, leases::expired));
        ready.set(pod -> workers.status(pod).filter(Readiness::of).isPresent());
        ServicePulse pulse =
                keep(ServicePulse.start(service::answers, () -> onChange.get().run(), PULSE));
        StorageMeter storage = new StorageMeter(podman, volumes);
        Disks disks = new Disks(home.folder(), idle, storage);
        Watch watch = new Watch(machine, workers, leases, new Watch.Means(podman, pulse::isThere, disks));
        HostFacts facts = machine.facts().toBuilder()
                .setAliveSinceMs(membership.joinedAtMillis())
                .addAllPeerAddresses(
                        peer.addresses().stream().map(Multiaddr::toString).toList())
                .build();
        Links links = links(new Self(peer, gate, hello(facts, watch)), outgoing);
        Requests requests = new Requests(workers, groups, outgoing, links);
        keep(SessionService.serve(peer, new Sessions(keep(new PodmanSessions(podman, workers::status)), links)));
        keep(PodService.serve(peer, requests));
        keep(UsageService.serve(peer, new Measures(keep(meter(podman, volumes, workers)), links)));
        LogRotation rotation = keep(LogRotation.start(new WorkerPods(workers)::containerIds, podman));
        onChange.set(() -> {
            watch.changed();
            rotation.changed();
        });
        StatusReport report = new StatusReport(key.peerId(), links, workers);
        keep(StatusSocket.open(home.file(StatusSocket.NAME), report::json));
        keep(links);
        links.follow(membership.affiliations());
        look(groups, workers, links);
        watch.start(links);
        keep(watch);
        keep(StorageWatch.start(workers, storage));
        keep(new MembershipFollower(home, links, requests)).start();
        LOG.atInfo()
                .addKeyValue("peer", key.peerId())
                .addKeyValue("clusters", membership.affiliations().places().size())
                .addKeyValue("pods", workers.assignments().size())
                .log("the agent runs");
        beat(
                report,
                Sign.progress("the agent's watch of its pods stands still", watch::rounds),
                new Sign("Podman does not answer", pulse::isThere));
    }

    private void look(WorkPlane groups, PodWorkers workers, Links links) {
        groups.guard(watchers(workers), links::providers);
        keep(SuccessionThread.start(
                groups,
                workers,
                new SuccessionThread.Clusters(
                        links::heard, order -> links.affiliations().isSigned(order)),
                steady));
    }

    private static WorkPlane.Watchers watchers(PodWorkers workers) {
        return new WorkPlane.Watchers(pod -> workers.fence(pod, PodView.Failure.STATE_CLAIM_LOST), workers::look);
    }

    private io.beemesh.libp2p.Host peer(KeyPair key, MemberGate gate) throws IOException {
        return HostBuilder.of(key)
                .gate(gate)
                .listen(membership.settings().listen().toArray(Multiaddr[]::new))
                .agentVersion("beemesh-agent/" + Version.text())
                .start();
    }

    private WorkPlane groups(io.beemesh.libp2p.Host peer, MemberGate gate, Predicate<PodKey> ready) throws IOException {
        return WorkPlane.open(
                new WorkPlane.Means(
                        peer,
                        gate::accompany,
                        new WorkPlane.Kept(home.file(WorkPlane.FOLDER), groupSeal()),
                        new WorkPlane.Time(steady, SteadyClock.boot()),
                        new Random()),
                ready);
    }

    private Seal groupSeal() throws IOException {
        return new Seal(home.identity().seed(), "beemesh groups v1");
    }

    /** Tells systemd how the agent is, if that started it. */
    private void beat(StatusReport report, Sign... signs) {
        Supervisor supervisor =
                Supervisor.of(System.getenv(), ProcessHandle.current().pid());
        keep(Heartbeat.start(supervisor, report::line, List.of(signs)));
    }

    /** This host as its providers see it. */
    private record Self(io.beemesh.libp2p.Host peer, MemberGate gate, Function<SignedRecord, Hello> hello) {}

    private Function<SignedRecord, Hello> hello(HostFacts facts, Watch watch) throws IOException {
        long incarnation = home.nextIncarnation(clock.millis());
        return record -> Hello.newBuilder()
                .setRecord(record)
                .setIncarnation(incarnation)
                .setFacts(facts)
                .setResources(watch.resources())
                .build();
    }

    private Links links(Self self, Outgoing outgoing) {
        RandomGenerator random = new Random();
        Function<Affiliation, Links.Passport> passports = affiliation -> {
            Trust trust = affiliation.trust();
            Membership trusted = new Membership(trust, revocations, clock);
            return new Links.Passport(
                    new Attacher(trusted, self.gate(), random, steady::nanos),
                    new OwnRecord(
                            affiliation.record(),
                            trusted,
                            self.peer().id(),
                            newer -> home.change(
                                    kept -> kept.with(kept.affiliations().renewed(trust, newer)))));
        };
        Links.Book book = change -> home.change(kept -> kept.with(change.apply(kept.affiliations())))
                .affiliations();
        return new Links(new Links.Means(self.peer(), passports, self.hello(), outgoing, book, clock), random);
    }

    private HostMeter meter(Podman podman, HostVolumes volumes, PodWorkers workers) throws IOException {
        return new HostMeter(new HostMeter.Means(
                new WorkerPods(workers), podman, volumes::folders, home.folder(), System::nanoTime));
    }

    private HostPolicy policy() throws IOException {
        return membership.settings().policy().filteredBy(UsualFilter.write(home.file(UsualFilter.NAME)));
    }

    /** What pods are run on. */
    private record Hardware(Machine machine, HostVolumes volumes, Podman podman, KubeletImages images) {}

    private Host host(Hardware hardware, Tenures tenures, KeyPair key) throws IOException {
        Machine machine = hardware.machine();
        return new Host(
                hardware.podman(),
                hardware.images(),
                hardware.volumes(),
                Journal.open(home.file("journal"), key.seed()),
                new Host.Time(clock, steady),
                new Admission(machine.allocatable(), policy()),
                new Host.Memory(machine.capacity().memoryBytes(), Machine.oomScoreFloor()),
                ControlGroups.look(),
                tenures);
    }

    /**
     * Our own networks of pods where this process may make them, else none: Podman makes them then.
     *
     * @throws IOException they cannot be made here, and there are pods that have them
     */
    static PodNetworks networks(Home home) throws IOException {
        Path folder = home.file("networks");
        try {
            return HeldNetworks.open(folder, HeldNetworks.BRIDGE, RandomGenerator.getDefault());
        } catch (IOException e) {
            if (HeldNetworks.isUsed(folder)) {
                throw e;
            }
            LOG.atInfo()
                    .addKeyValue("reason", e.getMessage())
                    .log("pods get Podman's own networks, which take longer to set up");
            return PodNetworks.none();
        }
    }

    /** Where Podman is, by the owner's settings. */
    static ServiceOptions podmanOptions(Home home, HostSettings settings) {
        HostSettings.PodmanPlace place = settings.podman();
        Path folder = home.file("podman");
        Path socket = place.socket().isEmpty() ? folder.resolve("podman.sock") : Path.of(place.socket());
        ServiceOptions options = ServiceOptions.of(socket, folder);
        return place.root().isEmpty() || place.runRoot().isEmpty()
                ? options
                : options.withStorage(new ServiceOptions.Storage(Path.of(place.root()), Path.of(place.runRoot())));
    }

    private <T extends AutoCloseable> T keep(T room) {
        open.push(room);
        return room;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("error", e.toString()).log("a part of the agent did not end well");
            }
        }
    }
}
