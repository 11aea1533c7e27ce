package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.pod.GroupOutcome;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.testing.FakeHost;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.kube.pod.testing.FakeObjects;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.pods.queue.Next;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.state.Grouping;
import io.beemesh.provider.status.StatusMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A cluster, some hosts and a provider in one thread, driven by a seed: every interleaving can be had again.
 *
 * <p>Calls fail before or after their effect, the watch lags, reports wait, hosts and the provider come and go.
 * Invariants are checked where hosts act, so that a violation shows at its cause.
 */
final class Simulation {
    private static final PodTimes TIMES = PodTimes.defaults();
    private static final NodeSettings NODE = new NodeSettings("c1", "beemesh", "10.0.0.1", List.of(), "cluster.local");

    final FakeCluster cluster = new FakeCluster();
    final SettableClock clock = new SettableClock();
    final Map<PeerId, FakeHost> hosts = new LinkedHashMap<>();
    final List<String> violations = new ArrayList<>();

    private final Random random;
    private final double faults;
    private final Set<String> readyPods = new TreeSet<>();
    private final Set<PeerId> readyHosts = new TreeSet<>();
    private final Map<String, Instant> duePods = new TreeMap<>();
    private final Map<PeerId, Instant> dueHosts = new TreeMap<>();
    private HostTable table = new HostTable(clock, TIMES.lostAfter());
    private PodSync podSync;
    private HostSync hostSync;
    private boolean quiet;
    private int created;

    Simulation(long seed, int hostCount, double faults) {
        this.random = new Random(seed);
        this.faults = faults;
        for (int number = 1; number <= hostCount; number++) {
            FakeHost host = new FakeHost(number, 12);
            hosts.put(host.peer, host);
        }
        cluster.failsBefore = () -> fault(faults);
        cluster.failsAfter = () -> fault(faults);
        restartProvider();
    }

    /** A new provider that knows nothing; all hosts lose their attachment. */
    void restartProvider() {
        hosts.values().forEach(host -> host.detach(clock.instant()));
        cluster.restart();
        readyPods.clear();
        readyHosts.clear();
        duePods.clear();
        dueHosts.clear();
        table = new HostTable(clock, TIMES.lostAfter());
        Ports ports = new Ports(
                new Ports.Cluster(
                        cluster.source(), cluster, cluster, node -> new FakeObjects(), (volume, annotations) -> true),
                new Ports.Mesh(table, Ports.Belonging.ALL, new Client(table), origin -> {}, Grouping.NONE),
                clock,
                random);
        Waiting waiting = new Waiting();
        podSync = new PodSync(ports, NODE, TIMES, waiting);
        hostSync = new HostSync(ports, NODE, waiting, readyPods::add);
        PodSync sync = podSync;
        cluster.source().listen(uid -> {
            sync.note(uid);
            readyPods.add(uid);
        });
        table.listen(new HostListener() {
            @Override
            public void changed(PeerId host) {
                readyHosts.add(host);
            }

            @Override
            public void reported(HostReport report) {
                sync.offer(report);
                readyPods.add(report.uid());
            }
        });
    }

    void step() throws InterruptedException {
        switch (random.nextInt(20)) {
            case 0 -> createPod();
            case 1 -> deletePod();
            case 2 -> dropPod();
            case 3 -> host().attach(table);
            case 4 -> detach();
            case 5 -> advance(Duration.ofMillis(random.nextLong(15_000)));
            case 6 -> rarely();
            case 7, 8, 9, 10 -> cluster.deliver();
            case 11, 12, 13, 14 -> host().speak();
            default -> work();
        }
        check();
    }

    /** Ends all faults, brings every host back, and goes on until nothing is left to do. */
    void settle() throws InterruptedException {
        quiet = true;
        cluster.sync();
        hosts.values().stream().filter(host -> !host.attached()).forEach(host -> host.attach(table));
        for (int round = 0; round < 400; round++) {
            while (cluster.lags() || hosts.values().stream().anyMatch(FakeHost::speaks) || hasWork()) {
                cluster.deliver();
                hosts.values().forEach(FakeHost::speak);
                work();
                check();
            }
            advance(Duration.ofSeconds(5));
        }
    }

    private boolean hasWork() {
        return !readyPods.isEmpty() || !readyHosts.isEmpty();
    }

    private void rarely() {
        switch (random.nextInt(12)) {
            case 0 -> restartProvider();
            case 1 -> advance(Duration.ofSeconds(random.nextLong(200)));
            case 2 -> finish();
            // Late enough for hosts to attach and report before: what they have must not be stopped for that.
            case 3 -> cluster.sync();
            default -> host().attach(table);
        }
    }

    private void advance(Duration by) {
        clock.advance(by);
        hosts.values().forEach(host -> host.tick(clock.instant()));
        duePods.entrySet().removeIf(due -> ripe(due.getValue()) && (readyPods.add(due.getKey()) || true));
        dueHosts.entrySet().removeIf(due -> ripe(due.getValue()) && (readyHosts.add(due.getKey()) || true));
    }

    private boolean ripe(Instant due) {
        return !clock.instant().isBefore(due);
    }

    private void work() throws InterruptedException {
        if (!readyHosts.isEmpty() && (readyPods.isEmpty() || random.nextBoolean())) {
            PeerId peer = pick(readyHosts);
            readyHosts.remove(peer);
            again(hostSync.look(peer), peer, dueHosts);
        } else if (!readyPods.isEmpty()) {
            String uid = pick(readyPods);
            readyPods.remove(uid);
            again(podSync.look(uid), uid, duePods);
        }
    }

    private <K> void again(Next next, K key, Map<K, Instant> due) {
        switch (next) {
            case Next.Done ignored -> due.remove(key);
            case Next.Later later -> due.put(key, clock.instant().plus(later.delay()));
            case Next.Retry ignored -> due.put(key, clock.instant().plusMillis(500));
        }
    }

    private void createPod() {
        if (cluster.pods().size() >= 30) {
            return;
        }
        String uid = "uid-" + ++created;
        boolean stateful = random.nextInt(3) == 0;
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withName("pod-" + created)
                .withNamespace("default")
                .withUid(uid)
                .addNewOwnerReference()
                .withKind(stateful ? "StatefulSet" : "ReplicaSet")
                .withUid("owner-" + created % 3)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("beemesh")
                .withTerminationGracePeriodSeconds(5L)
                .addNewContainer()
                .withName("web")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build());
    }

    private void deletePod() {
        List<Pod> pods = cluster.pods();
        if (!pods.isEmpty()) {
            cluster.put(new PodBuilder(pods.get(random.nextInt(pods.size())))
                    .editMetadata()
                    .withDeletionTimestamp(clock.instant().toString())
                    .withDeletionGracePeriodSeconds(5L)
                    .endMetadata()
                    .build());
        }
    }

    private void dropPod() {
        List<Pod> pods = cluster.pods();
        if (!pods.isEmpty() && random.nextInt(4) == 0) {
            cluster.drop(pods.get(random.nextInt(pods.size())).getMetadata().getUid());
        }
    }

    private void detach() {
        if (random.nextInt(3) == 0) {
            host().detach(clock.instant());
        }
    }

    private void finish() {
        FakeHost host = host();
        if (!host.pods.isEmpty()) {
            host.finish(pick(host.pods.keySet()));
        }
    }

    private FakeHost host() {
        List<FakeHost> all = List.copyOf(hosts.values());
        return all.get(random.nextInt(all.size()));
    }

    private <T> T pick(Set<T> from) {
        return List.copyOf(from).get(random.nextInt(from.size()));
    }

    private boolean fault(double chance) {
        return !quiet && random.nextDouble() < chance;
    }

    private void check() {
        Map<String, PeerId> running = new TreeMap<>();
        hosts.values()
                .forEach(host -> host.pods.forEach((uid, held) -> {
                    PeerId other = running.put(uid, host.peer);
                    if (other != null) {
                        violations.add(uid + " runs twice");
                    }
                    boolean givenUp =
                            cluster.pod(uid).filter(StatusMapper::hostLost).isPresent();
                    if (held.leaseMillis() > 0 && held.phase().equals("Running") && givenUp) {
                        violations.add(uid + " is stateful, was given up and still runs");
                    }
                }));
    }

    private boolean wanted(String uid, PeerId host) {
        return cluster.pod(uid)
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(PodRules::desired)
                .flatMap(Assignment::of)
                .filter(assignment -> assignment.host().equals(host))
                .isPresent();
    }

    /** The way to the hosts, on which requests and answers are lost. */
    private final class Client implements PodClient {
        private final HostTable of;

        Client(HostTable of) {
            this.of = of;
        }

        @Override
        public RunOutcome run(PeerId peer, RunPod request) {
            FakeHost host = hosts.get(peer);
            if (of != table || !host.attached() || fault(faults)) {
                return new RunOutcome.Unreachable("request lost");
            }
            boolean written = cluster.pod(request.getUid())
                    .flatMap(Assignment::of)
                    .filter(it -> it.host().equals(peer) && it.attempt() == request.getAttempt())
                    .isPresent();
            if (!written && cluster.pod(request.getUid()).isPresent()) {
                violations.add(request.getUid() + " was told to a host before that was written");
            }
            if (!host.pods.containsKey(request.getUid()) && fault(faults)) {
                return new RunOutcome.Refused("NotToday", "by lot", random.nextInt(10) == 0);
            }
            RunOutcome outcome = host.run(request);
            return fault(faults) ? new RunOutcome.Unreachable("answer lost") : outcome;
        }

        @Override
        public NoteOutcome stop(PeerId peer, StopPod request) {
            FakeHost host = hosts.get(peer);
            if (!host.attached() || fault(faults)) {
                return new NoteOutcome.Unreachable("request lost");
            }
            if (wanted(request.getUid(), peer)) {
                violations.add(request.getUid() + " is desired and was stopped");
            }
            NoteOutcome outcome = host.stop(request);
            return fault(faults) ? new NoteOutcome.Unreachable("answer lost") : outcome;
        }

        @Override
        public NoteOutcome desired(PeerId peer, DesiredPods request) {
            FakeHost host = hosts.get(peer);
            if (!host.attached() || fault(faults)) {
                return new NoteOutcome.Unreachable("request lost");
            }
            host.pods.keySet().stream()
                    .filter(uid -> !request.getUidsList().contains(uid) && wanted(uid, peer))
                    .forEach(uid -> violations.add(uid + " is desired and was left out of the set"));
            NoteOutcome outcome = host.desired(request);
            return fault(faults) ? new NoteOutcome.Unreachable("answer lost") : outcome;
        }

        @Override
        public NoteOutcome erase(PeerId peer, EraseVolume request) {
            return new NoteOutcome.Unreachable("hosts in memory have no volumes");
        }

        @Override
        public GroupOutcome group(PeerId peer, StateGroup group) {
            return new GroupOutcome.Unreachable("hosts in memory have no groups");
        }
    }
}
