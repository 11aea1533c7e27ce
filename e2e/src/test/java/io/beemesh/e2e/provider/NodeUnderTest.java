package io.beemesh.e2e.provider;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.GroupOutcome;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.testing.FakeHost;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.pod.ApiEventRecorder;
import io.beemesh.provider.kube.pod.ApiObjectReader;
import io.beemesh.provider.kube.pod.ApiPodSource;
import io.beemesh.provider.kube.pod.ApiStatusWriter;
import io.beemesh.provider.pods.PodController;
import io.beemesh.provider.pods.PodTimes;
import io.beemesh.provider.pods.Ports;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.state.Grouping;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pod controller that is the node, with the rights of a node and no others, and hosts in memory that report at once.
 */
final class NodeUnderTest implements AutoCloseable {
    /** What hosts were asked to run, in order. */
    final ConcurrentLinkedQueue<RunPod> asked = new ConcurrentLinkedQueue<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final List<FakeHost> hosts;
    private final HostTable table;
    private final Deque<Runnable> parts = new ArrayDeque<>();

    private NodeUnderTest(Path kubeconfig, String node, List<FakeHost> hosts) {
        this.hosts = hosts;
        Clock clock = Clock.systemUTC();
        PodTimes times = new PodTimes(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
        table = new HostTable(clock, times.lostAfter());
        KubernetesClient client = client(kubeconfig, node);
        parts.push(client::close);
        KubeAccess access = KubeAccess.fixed(client);
        ApiPodSource pods = ApiPodSource.start(access, node);
        parts.push(pods::close);
        ApiEventRecorder events = ApiEventRecorder.start(access, pod -> node);
        parts.push(events::close);
        Ports ports = new Ports(
                new Ports.Cluster(
                        pods,
                        new ApiStatusWriter(access),
                        events,
                        name -> new ApiObjectReader(access),
                        (volume, annotations) -> true),
                new Ports.Mesh(table, Ports.Belonging.ALL, new Client(), origin -> {}, Grouping.NONE),
                clock,
                new SecureRandom());
        NodeSettings settings = new NodeSettings("c1", node, "10.1.2.3", List.of(), "cluster.local");
        PodController controller =
                PodController.start(ports, new PodController.Settings(settings, times, 16), System::nanoTime);
        parts.push(controller::close);
    }

    /** Starts the node over; hosts that ran pods go on running them, and are not attached. */
    static NodeUnderTest start(Path kubeconfig, String node, List<FakeHost> hosts) {
        return new NodeUnderTest(kubeconfig, node, hosts);
    }

    void attach(FakeHost host) {
        lock.lock();
        try {
            host.attach(table);
            listen(host);
        } finally {
            lock.unlock();
        }
    }

    void detach(FakeHost host) {
        lock.lock();
        try {
            host.detach(Clock.systemUTC().instant());
        } finally {
            lock.unlock();
        }
    }

    /** Which host runs the pod. */
    Optional<FakeHost> runner(String uid) {
        lock.lock();
        try {
            return hosts.stream().filter(host -> host.pods.containsKey(uid)).findFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        hosts.forEach(this::detach);
        while (!parts.isEmpty()) {
            parts.pop().run();
        }
    }

    private static KubernetesClient client(Path kubeconfig, String node) {
        KubeSettings settings = new KubeSettings(Optional.of(kubeconfig), 64, Duration.ofSeconds(10));
        try (KubernetesClient admin = KubeClients.connect(settings)) {
            Config asNode = new ConfigBuilder(admin.getConfiguration())
                    .withImpersonateUsername("system:node:" + node)
                    .withImpersonateGroups("system:nodes", "system:authenticated")
                    .build();
            return new KubernetesClientBuilder().withConfig(asNode).build();
        }
    }

    private void listen(FakeHost host) {
        while (host.speaks()) {
            host.speak();
        }
    }

    private final class Client implements PodClient {
        @Override
        public RunOutcome run(PeerId peer, RunPod request) {
            asked.add(request);
            lock.lock();
            try {
                FakeHost host = host(peer);
                RunOutcome outcome = host.run(request);
                listen(host);
                return outcome;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public NoteOutcome stop(PeerId peer, StopPod request) {
            lock.lock();
            try {
                FakeHost host = host(peer);
                NoteOutcome outcome = host.stop(request);
                listen(host);
                return outcome;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public NoteOutcome desired(PeerId peer, DesiredPods request) {
            lock.lock();
            try {
                FakeHost host = host(peer);
                NoteOutcome outcome = host.desired(request);
                listen(host);
                return outcome;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public NoteOutcome erase(PeerId peer, EraseVolume request) {
            return new NoteOutcome.Unreachable("hosts in memory have no volumes");
        }

        @Override
        public GroupOutcome group(PeerId peer, StateGroup group) {
            return new GroupOutcome.Unreachable("hosts in memory have no groups");
        }

        private FakeHost host(PeerId peer) {
            return hosts.stream()
                    .filter(host -> host.peer.equals(peer))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
