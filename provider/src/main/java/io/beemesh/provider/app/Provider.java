package io.beemesh.provider.app;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.attach.AttachService;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.session.SessionClient;
import io.beemesh.provider.app.bridge.MembershipRevoker;
import io.beemesh.provider.app.bridge.MeshSessions;
import io.beemesh.provider.app.bridge.PodReports;
import io.beemesh.provider.app.bridge.SecretServingStore;
import io.beemesh.provider.app.bridge.TableHosts;
import io.beemesh.provider.app.config.MeshSettings;
import io.beemesh.provider.app.config.ProviderConfig;
import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.MemberRecords;
import io.beemesh.provider.identity.MeshKeyStore;
import io.beemesh.provider.identity.MeshKeys;
import io.beemesh.provider.identity.RevocationStore;
import io.beemesh.provider.identity.TokenDesk;
import io.beemesh.provider.kube.ApiReviews;
import io.beemesh.provider.kube.Certificates;
import io.beemesh.provider.kube.ClientAuthorities;
import io.beemesh.provider.kube.install.OwnServices;
import io.beemesh.provider.kube.node.ApiLeaseWriter;
import io.beemesh.provider.kube.node.ApiNodeWriter;
import io.beemesh.provider.kube.pod.ApiEventRecorder;
import io.beemesh.provider.kube.pod.ApiObjectReader;
import io.beemesh.provider.kube.pod.ApiPodSource;
import io.beemesh.provider.kube.pod.ApiStatusWriter;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kubelet.KubeletConfig;
import io.beemesh.provider.kubelet.KubeletServer;
import io.beemesh.provider.node.NodeController;
import io.beemesh.provider.node.NodeRefusedException;
import io.beemesh.provider.node.NodeSettings;
import io.beemesh.provider.pods.PodController;
import io.beemesh.provider.pods.PodTimes;
import io.beemesh.provider.pods.Ports;
import io.beemesh.provider.resource.Definitions;
import io.beemesh.provider.resource.EdgeHostController;
import io.beemesh.provider.resource.EdgeHosts;
import io.beemesh.provider.tunnel.session.SocketDoor;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All rooms, put together: started bottom up, stopped top down. */
final class Provider implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Provider.class);
    private static final Duration POD_ANSWER = Duration.ofSeconds(30);
    private static final Duration SESSION_OPENING = Duration.ofSeconds(30);
    private static final Duration CERTIFICATE_WAIT = Duration.ofMinutes(2);
    private static final Duration RESYNC = Duration.ofMinutes(1);
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);
    private static final int WORKERS = 64;

    private final Clock clock = Clock.systemUTC();
    private final Deque<Part> parts = new ArrayDeque<>();
    private final ProviderConfig config;
    private final MeshSettings mesh;
    private final ClusterSide cluster;
    private final NodeSettings nodeSettings;
    private final HostTable table;
    private final NodeController node;
    private final ApiPodSource pods;

    private Provider(Settings settings, ClusterSide cluster, Supplier<InetAddress> address) {
        config = settings.plain();
        mesh = settings.mesh();
        this.cluster = add(cluster);
        nodeSettings = settings.node(Version.current(), address);
        table = new HostTable(clock, mesh.pace().lostAfter());
        node = add(new NodeController(
                nodeSettings,
                new ApiNodeWriter(cluster.client()),
                new ApiLeaseWriter(cluster.client()),
                new TableHosts(table),
                clock));
        pods = add(ApiPodSource.start(cluster.client(), nodeSettings.name()));
    }

    /**
     * Starts everything; what was started is stopped again if something fails.
     *
     * @param metrics in Prometheus' text format, for the kubelet API
     */
    static Provider start(Settings settings, Supplier<String> metrics)
            throws IOException, NodeRefusedException, InterruptedException {
        ClusterSide cluster =
                ClusterSide.connect(settings.kube(), settings.plain().namespace());
        Provider provider = new Provider(settings, cluster, address(settings, cluster));
        boolean started = false;
        try {
            provider.startRooms(settings, metrics);
            started = true;
            return provider;
        } finally {
            if (!started) {
                provider.close();
            }
        }
    }

    /** Where the API server reaches us, if no address is configured. */
    private static Supplier<InetAddress> address(Settings settings, ClusterSide cluster) throws IOException {
        ProviderConfig plain = settings.plain();
        if (plain.node().service().isEmpty()) {
            return () -> LocalAddress.towards(cluster.server());
        }
        OwnServices services = new OwnServices(cluster.client(), plain.namespace());
        InetAddress found = InetAddress.ofLiteral(
                services.clusterAddress(plain.node().service().get()));
        return () -> found;
    }

    private void startRooms(Settings settings, Supplier<String> metrics)
            throws IOException, NodeRefusedException, InterruptedException {
        MeshKeys keys = new MeshKeyStore(cluster.secrets(), config.mesh().secret()).loadOrMake();
        RevocationStore revoked = new RevocationStore(cluster.secrets(), mesh.memberValid(), clock);
        Revocations revocations = new Revocations(revoked.load());
        // Before any host attaches, so that none of its news is missed.
        node.start();
        table.listen(new Nudge(node));
        MeshSide side =
                add(MeshSide.open(new MeshSide.Who(keys, cluster.id(), nodeSettings.name()), mesh, revocations, clock));
        startPods(side);
        startKubelet(settings, side, metrics);
        MembershipRevoker revoker = new MembershipRevoker(revoked, revocations, table);
        table.listen(revoker);
        startEdgeHosts(revoker);
        add(side.watchMembers());
        add(side.serveEnrolment(new TokenDesk(
                cluster.secrets(),
                new EdgeHosts(cluster.client()),
                new MemberRecords(mesh.name(), keys, mesh.memberValid(), clock),
                clock)));
        openDoor(side);
    }

    private void openDoor(MeshSide side) throws IOException {
        JoinAddress published = new JoinAddress(cluster.secrets());
        Optional<String> service =
                config.mesh().service().filter(name -> config.mesh().announce().isEmpty());
        if (service.isPresent()) {
            OwnServices services = new OwnServices(cluster.client(), config.namespace());
            Optional<String> node = config.mesh().nodeAddress();
            add(JoinDoor.open(() -> services.entrances(service.get(), node), side::door, published));
        } else {
            JoinAddress.Door door = side.door(nodeSettings.address());
            published.publish(door);
            log.atInfo().addKeyValue("addresses", door.addresses()).log("hosts may join");
        }
    }

    private void startPods(MeshSide side) {
        AtomicReference<Consumer<HostReport.Origin>> acknowledge = new AtomicReference<>(origin -> {});
        Ports ports = new Ports(
                new Ports.Cluster(
                        pods,
                        new ApiStatusWriter(cluster.client()),
                        add(ApiEventRecorder.start(cluster.client(), nodeSettings.name())),
                        new ApiObjectReader(cluster.client())),
                new Ports.Mesh(table, PodClient.over(side.host(), POD_ANSWER), origin -> acknowledge
                        .get()
                        .accept(origin)),
                clock,
                new SecureRandom());
        add(PodController.start(ports, podSettings(), System::nanoTime));
        // The controller listens before the first host is let in.
        AttachService attachments = add(side.serveAttachments(table));
        acknowledge.set(origin -> attachments.ack(origin.host(), origin.sequence()));
    }

    private PodController.Settings podSettings() {
        MeshSettings.Pace pace = mesh.pace();
        return new PodController.Settings(
                new io.beemesh.provider.pods.resolve.NodeSettings(
                        cluster.id(),
                        nodeSettings.name(),
                        nodeSettings.address().getHostAddress(),
                        List.of(),
                        config.node().clusterDomain()),
                new PodTimes(pace.lostAfter(), pace.lostGrace(), pace.hostLease(), LEASE_MARGIN, RESYNC),
                WORKERS);
    }

    private void startKubelet(Settings settings, MeshSide side, Supplier<String> metrics) throws IOException {
        SessionClient sessions = SessionClient.over(side.host(), SESSION_OPENING);
        Certificates certificates = new Certificates(
                cluster.client(),
                new Certificates.Policy(
                        nodeSettings.name(),
                        config.kubelet().csrImpersonate(),
                        config.kubelet().csrApprove(),
                        CERTIFICATE_WAIT));
        KubeletServer server = add(KubeletServer.start(
                KubeletConfig.of(nodeSettings.name(), nodeSettings.address(), settings.kubeletListen()),
                new KubeletServer.Backend(
                        new MeshSessions(cluster.id(), pods, table, sessions),
                        new PodReports(pods, this::isAlive, metrics)),
                new KubeletServer.Trust(
                        new ApiReviews(cluster.client()),
                        listener -> ClientAuthorities.follow(cluster.client(), listener)::close,
                        certificates::sign,
                        new SecretServingStore(cluster.secrets())),
                new KubeletServer.Time(clock, System::nanoTime)));
        log.atInfo().addKeyValue("address", server.address()).log("kubelet api is served");
        SocketDoor door = new SocketDoor(nodeSettings.kubeletPort(), server.address());
        add(TunnelSide.open(settings.tunnel(), cluster.client(), nodeSettings.name(), door));
    }

    private void startEdgeHosts(MembershipRevoker revoker) throws IOException {
        Definitions definitions = new Definitions(cluster.client());
        boolean served = config.edgeHosts().applyCrd() ? definitions.apply() : definitions.isServed();
        if (!served) {
            throw new IOException("the cluster does not know EdgeHosts; apply helm/beemesh/crds, then start again");
        }
        add(new EdgeHostController(cluster.client(), table, revoker, clock)).start();
    }

    /** Whether the cluster takes the node for alive. */
    boolean isAlive() {
        return clock.instant().isBefore(node.aliveUntil());
    }

    /** The hosts. */
    HostTable hosts() {
        return table;
    }

    /** The pods of the node. */
    PodSource pods() {
        return pods;
    }

    /** The name of the node. */
    String nodeName() {
        return nodeSettings.name();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(new Part(part));
        return part;
    }

    /** Has the node looked at again when a host changed. */
    private record Nudge(NodeController node) implements HostListener {
        @Override
        public void changed(PeerId host) {
            node.hostsChanged();
        }
    }
}
