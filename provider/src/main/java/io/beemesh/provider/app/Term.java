package io.beemesh.provider.app;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.app.bridge.KeptCertificates;
import io.beemesh.provider.app.bridge.TableHosts;
import io.beemesh.provider.app.config.MeshSettings;
import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.app.side.Nodes;
import io.beemesh.provider.app.side.TunnelSide;
import io.beemesh.provider.certificate.CertificateKeeper;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.identity.GroupKeys;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.JoinCommands;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.NodeAccess;
import io.beemesh.provider.kube.event.ApiObjectEvents;
import io.beemesh.provider.kube.node.ApiLeaseWriter;
import io.beemesh.provider.kube.node.ApiNodeWriter;
import io.beemesh.provider.kube.pod.ApiEventRecorder;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.secret.ApiSecretStore;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.storage.ApiVolumePins;
import io.beemesh.provider.kube.workload.ApiPodLabels;
import io.beemesh.provider.kube.workload.ApiStatefulSets;
import io.beemesh.provider.node.NodeController;
import io.beemesh.provider.node.NodeFaults;
import io.beemesh.provider.node.NodeRefusedException;
import io.beemesh.provider.node.NodeSettings;
import io.beemesh.provider.pods.PodController;
import io.beemesh.provider.pods.PodTimes;
import io.beemesh.provider.pods.Ports;
import io.beemesh.provider.resource.Definitions;
import io.beemesh.provider.resource.EdgeHostController;
import io.beemesh.provider.resource.HostDrain;
import io.beemesh.provider.resource.Revoker;
import io.beemesh.provider.resource.pool.MeshPoolController;
import io.beemesh.provider.resource.state.GroupMeans;
import io.beemesh.provider.resource.state.StateGroupController;
import io.beemesh.provider.resource.storage.LocalStorageController;
import io.beemesh.provider.resource.token.JoinTokenController;
import io.beemesh.provider.resource.token.JoinTokenPorts;
import io.beemesh.provider.storage.Provisioning;
import io.beemesh.provider.tunnel.session.SocketDoor;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a provider runs while it leads: all that writes. Closing it leaves pods, node and hosts as they are. */
final class Term implements AutoCloseable {
    private static final Duration RESYNC = Duration.ofMinutes(1);
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);
    private static final int WORKERS = 64;

    private final Parts parts = new Parts();
    private final Clock clock = Clock.systemUTC();
    private final Settings settings;
    private final Means means;
    private final Pools pools;
    private final NodeController node;

    /**
     * What leading works with, which is there before and after it.
     *
     * @param cluster the provider's own rights, fenced
     * @param clusterId of the cluster
     * @param node settings of the node
     * @param nodes their identities and pods
     * @param mesh the way to hosts
     */
    record Means(KubernetesClient cluster, String clusterId, NodeSettings node, Nodes nodes, Mesh mesh) {}

    /**
     * The way to hosts, and of API servers to us.
     *
     * @param hosts how they are asked
     * @param revoker of memberships
     * @param groupKeys which members of groups get
     * @param kubelet API that is served
     */
    record Mesh(Ports.Mesh hosts, Revoker revoker, GroupKeys groupKeys, Kubelet kubelet) {}

    /**
     * The kubelet API.
     *
     * @param door where it is
     * @param serving its certificate
     */
    record Kubelet(SocketDoor door, CertificateKeeper serving) {}

    private Term(Settings settings, Means means) {
        this.settings = settings;
        this.means = means;
        NodeAccess own = means.nodes().own().access();
        this.pools = new Pools(new Pools.Ground(
                means.cluster(),
                means.node(),
                means.nodes(),
                table(),
                settings.tunnel(),
                means.mesh().kubelet().door()));
        this.node = new NodeController(
                means.node(),
                new NodeController.Writers(new ApiNodeWriter(own, means.cluster()), new ApiLeaseWriter(own)),
                new NodeFaults(
                        new KeptCertificates(List.of(
                                means.mesh().kubelet().serving(),
                                means.nodes().own().client())),
                        new ApiObjectEvents(own, clock)),
                new TableHosts(table(), host -> pools.belongs(host, means.node().name())),
                clock);
    }

    /** Starts everything; what was started is stopped again if something fails. */
    static Term start(Settings settings, Means means) throws IOException, NodeRefusedException, InterruptedException {
        Term term = new Term(settings, means);
        boolean started = false;
        try {
            term.startRooms();
            started = true;
            return term;
        } finally {
            if (!started) {
                term.close();
            }
        }
    }

    private void startRooms() throws IOException, NodeRefusedException, InterruptedException {
        node.start();
        parts.add(table().listen(new Nudge(node)));
        StateGroupController groups = groups();
        startPods(groups);
        startEdgeHosts();
        parts.add(groups).start();
        startPools();
        startStorage();
        parts.add(TunnelSide.open(
                settings.tunnel(),
                new TunnelSide.Ends(means.cluster(), means.nodes().own().access()),
                means.node().name(),
                means.mesh().kubelet().door()));
    }

    private StateGroupController groups() {
        ApiStatefulSets sets = parts.add(ApiStatefulSets.start(KubeAccess.fixed(means.cluster())));
        return new StateGroupController(
                means.cluster(),
                new GroupMeans(
                        means.clusterId(),
                        new GroupMeans.Cluster(means.nodes().pods(), sets, new ApiPodLabels(means.cluster())),
                        new GroupMeans.Mesh(
                                table(),
                                means.mesh().hosts().client(),
                                means.mesh().groupKeys()),
                        clock));
    }

    private void startPods(StateGroupController groups) {
        Ports.Mesh hosts = means.mesh().hosts();
        Ports ports = new Ports(
                new Ports.Cluster(
                        means.nodes().pods(),
                        means.nodes().writers(),
                        parts.add(ApiEventRecorder.start(means.nodes().own().access(), this::nodeOf)),
                        means.nodes()::reader,
                        new ApiVolumePins(means.cluster())),
                new Ports.Mesh(hosts.table(), pools, hosts.client(), hosts.acknowledge(), groups),
                clock,
                new SecureRandom());
        parts.add(PodController.start(ports, podSettings(), System::nanoTime));
    }

    /** The node that a pod is bound to; the mesh's own for one that is gone. */
    private String nodeOf(PodRef pod) {
        return means.nodes()
                .pods()
                .find(pod.uid())
                .map(found -> found.getSpec().getNodeName())
                .orElse(means.node().name());
    }

    private void startPools() {
        parts.add(pools);
        parts.add(new MeshPoolController(means.cluster(), pools, means.node().name(), clock))
                .start();
    }

    private void startStorage() {
        if (settings.plain().storage().enabled()) {
            parts.add(new LocalStorageController(
                            means.cluster(),
                            new Provisioning.Mesh(
                                    means.clusterId(), means.node().mesh(), means.nodes()::isOpen),
                            means.mesh().hosts().client(),
                            new ApiObjectEvents(means.nodes().own().access(), clock)))
                    .start();
        }
    }

    private PodController.Settings podSettings() {
        MeshSettings.Pace pace = settings.mesh().pace();
        return new PodController.Settings(
                new io.beemesh.provider.pods.resolve.NodeSettings(
                        means.clusterId(),
                        means.node().name(),
                        means.node().address().getHostAddress(),
                        List.of(),
                        settings.plain().node().clusterDomain()),
                new PodTimes(pace.lostAfter(), pace.lostGrace(), pace.hostLease(), LEASE_MARGIN, RESYNC),
                WORKERS);
    }

    private void startEdgeHosts() throws IOException {
        Definitions definitions = new Definitions(means.cluster());
        boolean served = settings.plain().edgeHosts().applyCrd() ? definitions.apply() : definitions.isServed();
        if (!served) {
            throw new IOException(
                    "the cluster does not know all kinds of BeeMesh; apply helm/beemesh/crds, then start again");
        }
        HostDrain drain =
                new HostDrain(() -> List.of(means.nodes().pods()), means.nodes().writers(), clock);
        EdgeHostController hosts = parts.add(
                new EdgeHostController(means.cluster(), table(), means.mesh().revoker(), drain, clock));
        hosts.start();
        startTokens(hosts::nameOf);
    }

    private void startTokens(JoinTokenPorts.Names hosts) {
        String namespace = settings.plain().namespace();
        SecretStore secrets = new ApiSecretStore(means.cluster(), namespace);
        JoinTokens tokens = new JoinTokens(secrets, clock, new SecureRandom());
        JoinCommands commands = new JoinCommands(secrets, tokens, new JoinAddress(secrets));
        ApiObjectEvents events = new ApiObjectEvents(means.nodes().own().access(), clock);
        JoinTokenPorts ports = new JoinTokenPorts(tokens, commands, hosts, events);
        parts.add(new JoinTokenController(means.cluster(), namespace, ports, clock))
                .start();
    }

    /** Until when the cluster takes the node for alive. */
    Instant aliveUntil() {
        return node.aliveUntil();
    }

    /** Ends it because another one leads, or will: the node is the other's from now on. */
    @Override
    public void close() {
        parts.close();
        node.close();
    }

    /** Ends it because nobody will lead, and says so on the node. */
    void closeForGood() {
        parts.close();
        node.stop();
    }

    private HostTable table() {
        return means.mesh().hosts().table();
    }

    /** Has the node looked at again when a host changed. */
    record Nudge(NodeController node) implements HostListener {
        @Override
        public void changed(PeerId host) {
            node.hostsChanged();
        }
    }
}
