package io.beemesh.provider.app;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.AttachService;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.session.SessionClient;
import io.beemesh.mesh.usage.UsageClient;
import io.beemesh.provider.app.bridge.FencedPodClient;
import io.beemesh.provider.app.bridge.MembershipRevoker;
import io.beemesh.provider.app.bridge.MeshSessions;
import io.beemesh.provider.app.bridge.MeshUsages;
import io.beemesh.provider.app.bridge.PodReports;
import io.beemesh.provider.app.config.MeshSettings;
import io.beemesh.provider.app.config.ProviderConfig;
import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.app.config.Version;
import io.beemesh.provider.app.side.ClusterSide;
import io.beemesh.provider.app.side.JoinDoor;
import io.beemesh.provider.app.side.KubeletSide;
import io.beemesh.provider.app.side.LocalAddress;
import io.beemesh.provider.app.side.MeshSide;
import io.beemesh.provider.app.side.NodeSide;
import io.beemesh.provider.app.side.Nodes;
import io.beemesh.provider.app.side.OwnRights;
import io.beemesh.provider.app.side.RollCall;
import io.beemesh.provider.app.side.Rounds;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.identity.GroupKeys;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.MemberRecords;
import io.beemesh.provider.identity.MeshKeyStore;
import io.beemesh.provider.identity.MeshKeys;
import io.beemesh.provider.identity.Replica;
import io.beemesh.provider.identity.RevocationStore;
import io.beemesh.provider.identity.TokenDesk;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.kube.install.OwnServices;
import io.beemesh.provider.kube.install.Right;
import io.beemesh.provider.kube.leader.ApiHearingBoard;
import io.beemesh.provider.kube.leader.ApiLeaderLock;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kubelet.KubeletServer;
import io.beemesh.provider.leader.Hearsay;
import io.beemesh.provider.leader.LeaderElection;
import io.beemesh.provider.leader.LeaderPace;
import io.beemesh.provider.leader.Voices;
import io.beemesh.provider.node.NodeRefusedException;
import io.beemesh.provider.node.NodeSettings;
import io.beemesh.provider.pods.Ports;
import io.beemesh.provider.resource.EdgeHosts;
import io.beemesh.provider.resource.pool.MeshPoolController;
import io.beemesh.provider.state.Grouping;
import io.beemesh.provider.tunnel.session.SocketDoor;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All rooms, put together: started bottom up, stopped top down. What leads and follows alike have is started here, what
 * only the leader has is a {@link Term}.
 */
final class Provider implements AutoCloseable {
    private static final Duration POD_ANSWER = Duration.ofSeconds(30);
    private static final Duration SESSION_OPENING = Duration.ofSeconds(30);
    private static final Duration USAGE_ANSWER = Duration.ofSeconds(4);
    private static final Duration REVOCATIONS_EVERY = Duration.ofSeconds(10);
    private static final Duration POOLS_EVERY = Duration.ofSeconds(5);

    private final Clock clock = Clock.systemUTC();
    private final Parts parts = new Parts();
    private final Settings settings;
    private final ProviderConfig config;
    private final MeshSettings mesh;
    private final ClusterSide cluster;
    private final NodeSettings nodeSettings;
    private final HostTable table;
    private final Optional<Hearsay> hearsay;
    private final LeaderElection election;
    private final Terms terms;
    private final KubernetesClient fenced;
    private final Nodes nodes;
    private final PoolBelonging pools;
    private final AtomicReference<Optional<MeshUsages>> usages = new AtomicReference<>(Optional.empty());

    private Provider(Settings settings, ClusterSide cluster, Supplier<InetAddress> address) {
        this.settings = settings;
        this.config = settings.plain();
        this.mesh = settings.mesh();
        this.cluster = parts.add(cluster);
        this.nodeSettings = settings.node(Version.current(), address);
        this.table = new HostTable(clock, mesh.pace().lostAfter());
        this.pools = new PoolBelonging(nodeSettings.name());
        this.terms = new Terms(this::startTerm, settings.replica());
        ApiLeaderLock.LockName lock = new ApiLeaderLock.LockName(config.namespace(), nodeSettings.name());
        this.hearsay = hearsay(lock);
        this.election = new LeaderElection(
                new ApiLeaderLock(cluster.client(), lock),
                new LeaderElection.Candidate(
                        nodeSettings.name() + "/" + settings.replica().index() + "_" + unique(),
                        terms,
                        () -> hearsay.map(Hearsay::voices).orElseGet(Voices.Here::new)),
                LeaderPace.PROVIDER,
                new LeaderElection.Time(clock, System::nanoTime));
        WriteFence fence = new WriteFence(election::mayWrite);
        this.fenced = parts.add(KubeClients.again(cluster.client(), fence));
        this.nodes = parts.add(new Nodes(nodeSettings.name(), name -> NodeSide.open(name, cluster, settings, fence)));
    }

    /** What several providers tell each other; one that is alone has nobody to tell. */
    private Optional<Hearsay> hearsay(ApiLeaderLock.LockName lock) {
        Replica replica = settings.replica();
        if (replica.count() == 1) {
            return Optional.empty();
        }
        ApiHearingBoard board = new ApiHearingBoard(cluster.client(), lock, replica.index());
        Hearsay.Listener self = new Hearsay.Listener(replica.index(), RollCall.HEARD_WITHIN, terms::heard);
        return Optional.of(new Hearsay(board, self, System::nanoTime));
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
            provider.startRooms(metrics);
            started = true;
            return provider;
        } finally {
            if (!started) {
                provider.close();
            }
        }
    }

    /** Tells this process from every other, also from the one before it in the same pod. */
    private static String unique() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
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

    private void startRooms(Supplier<String> metrics) throws IOException, NodeRefusedException, InterruptedException {
        OwnRights.look(cluster.client(), Right.ofProvider(nodeSettings.name(), List.of(), config.namespace()));
        MeshKeys keys = new MeshKeyStore(cluster.secrets(), config.mesh().secret(), settings.replica()).loadOrMake();
        RevocationStore revoked = new RevocationStore(cluster.secrets(), mesh.memberValid(), clock);
        Revocations revocations = new Revocations(revoked.load());
        MeshSide hosts = parts.add(
                MeshSide.open(new MeshSide.Who(keys, cluster.id(), nodeSettings.name()), mesh, revocations, clock));
        KubeletSide kubelet =
                parts.add(KubeletSide.open(settings, cluster, nodeSettings, nodes.own(), backend(hosts, metrics)));
        MembershipRevoker revoker = new MembershipRevoker(revoked, revocations, table);
        parts.add(table.listen(revoker));
        AtomicReference<Consumer<HostReport.Origin>> acknowledge = new AtomicReference<>(origin -> {});
        SocketDoor door =
                new SocketDoor(nodeSettings.kubeletPort(), kubelet.server().address());
        terms.means(
                new Term.Mesh(
                        ways(hosts, acknowledge),
                        revoker,
                        new GroupKeys(keys),
                        new Term.Kubelet(door, kubelet.server().certificate())),
                hosts);
        // A leader listens before the first host is let in.
        parts.add(election).start();
        terms.awaitFirst(election);
        AttachService attachments = parts.add(hosts.serveAttachments(table));
        acknowledge.set(origin -> attachments.ack(origin.host(), origin.sequence()));
        terms.attachments(attachments);
        parts.add(hosts.watchMembers());
        parts.add(hosts.serveRelay());
        parts.add(hosts.serveEnrolment(new TokenDesk(
                cluster.secrets(),
                new EdgeHosts(cluster.client()),
                new MemberRecords(mesh.name(), keys, mesh.memberValid(), clock),
                clock)));
        parts.add(Rounds.start(
                new Rounds.Label("revocations", "who was revoked is not read, trying again"),
                REVOCATIONS_EVERY,
                () -> revoked.load().forEach(revocations::revoke)));
        parts.add(Rounds.start(
                new Rounds.Label("pools", "pools are not read, trying again"), POOLS_EVERY, this::followPools));
        hearsay.ifPresent(it -> listenFor(it, hosts));
        openDoor(hosts);
    }

    private void listenFor(Hearsay others, MeshSide hosts) {
        RollCall call = new RollCall(hosts.host(), new SecureRandom());
        terms.alsoHears(call::answers);
        parts.add(Rounds.start(
                new Rounds.Label("roll-call", "hosts are not asked, trying again"), RollCall.EVERY, call::round));
        parts.add(Rounds.start(
                new Rounds.Label("hearsay", "not known which providers hear hosts, trying again"),
                Hearsay.EVERY,
                others::round));
    }

    /** One that stands by knows the pods of pools' nodes as well; a leader runs those nodes. */
    private void followPools() throws IOException {
        pools.update(MeshPoolController.pools(cluster.client()));
        if (!election.leads()) {
            nodes.retain(pools.poolNodes());
        }
    }

    private Ports.Mesh ways(MeshSide hosts, AtomicReference<Consumer<HostReport.Origin>> acknowledge) {
        PodClient client = new FencedPodClient(PodClient.over(hosts.host(), POD_ANSWER), election::mayWrite);
        return new Ports.Mesh(
                table, Ports.Belonging.ALL, client, origin -> acknowledge.get().accept(origin), Grouping.NONE);
    }

    private KubeletServer.Backend backend(MeshSide hosts, Supplier<String> metrics) {
        SessionClient sessions = SessionClient.over(hosts.host(), SESSION_OPENING);
        MeshUsages usage = new MeshUsages(
                new MeshUsages.Cluster(cluster.id(), nodes.pods(), pools::nodes),
                new MeshUsages.Mesh(table, pools, UsageClient.over(hosts.host(), USAGE_ANSWER)),
                clock);
        usages.set(Optional.of(usage));
        return new KubeletServer.Backend(
                new MeshSessions(cluster.id(), nodes.pods(), sessions),
                new PodReports(nodes.pods(), this::isAlive, metrics),
                usage);
    }

    private Term startTerm(Term.Mesh ways) throws IOException, NodeRefusedException, InterruptedException {
        return Term.start(settings, new Term.Means(fenced, cluster.id(), nodeSettings, nodes, ways));
    }

    private void openDoor(MeshSide hosts) {
        JoinAddress published = new JoinAddress(cluster.secrets(), settings.replica());
        AtomicReference<Optional<JoinDoor>> opened = new AtomicReference<>(Optional.empty());
        hosts.doors(() -> opened.get().map(JoinDoor::all).orElse(List.of()));
        JoinDoor door = parts.add(JoinDoor.open(entrances(hosts), hosts::door, published, terms::providersChanged));
        opened.set(Optional.of(door));
    }

    private JoinDoor.Entrances entrances(MeshSide hosts) {
        Optional<String> service =
                config.mesh().service().filter(name -> config.mesh().announce().isEmpty());
        if (service.isEmpty()) {
            List<Multiaddr> announced = hosts.announced(nodeSettings.address());
            return () -> announced;
        }
        String own = settings.replica().own(service.get());
        OwnServices services = new OwnServices(cluster.client(), config.namespace());
        Optional<String> node = config.mesh().nodeAddress();
        return () -> JoinDoor.Entrances.of(services.entrances(own, node));
    }

    /** Whether the cluster takes the node for alive, or another provider is heard to see to that. */
    boolean isAlive() {
        return terms.aliveUntil()
                .map(until -> clock.instant().isBefore(until))
                .orElseGet(() -> nodes.own().pods().synced()
                        && election.silence()
                                        .compareTo(
                                                LeaderPace.PROVIDER.validFor().multipliedBy(5))
                                < 0);
    }

    /** Whether this provider leads. */
    boolean leads() {
        return election.mayWrite();
    }

    /** Calls back once when a term could not be begun: this process is of no use then. */
    void onFailure(Consumer<Exception> failed) {
        terms.onFailure(failed);
    }

    /** How often a host did not say in time what it uses. */
    long unansweredUsages() {
        return usages.get().map(MeshUsages::unanswered).orElse(0L);
    }

    /** The hosts. */
    HostTable hosts() {
        return table;
    }

    /** The pods of the node. */
    PodSource pods() {
        return nodes.pods();
    }

    /** The name of the node. */
    String nodeName() {
        return nodeSettings.name();
    }

    @Override
    public void close() {
        terms.lastOne();
        parts.close();
    }
}
