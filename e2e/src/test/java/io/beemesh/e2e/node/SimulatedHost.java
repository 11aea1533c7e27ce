package io.beemesh.e2e.node;

import com.google.protobuf.ByteString;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.AttachOutcome;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.attach.AttachmentListener;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.enrol.Enrolment;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.pod.PodRequestHandler;
import io.beemesh.mesh.pod.PodService;
import io.beemesh.mesh.wire.Amounts;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.Gone;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A host that speaks every protocol of the mesh and says that pods run which do not. */
final class SimulatedHost implements AutoCloseable {
    private final KeyPair key = KeyPair.generate();
    private final Revocations revocations = new Revocations(Set.of());
    private final MemberGate gate = new MemberGate(revocations, Clock.systemUTC());
    private final Host host;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final CompletableFuture<HostAttachment> attachment = new CompletableFuture<>();
    private final Map<String, RunPod> pods = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();

    private SimulatedHost() throws IOException {
        host = HostBuilder.of(key).gate(gate).start();
        PodService.serve(host, new Pods());
    }

    /** Joins with a new token, as the agent's {@code join} does, and attaches. */
    static SimulatedHost join(Rig rig, String name) throws IOException, InterruptedException {
        rig.provider();
        return join(rig.invitation(), name);
    }

    /** Joins with a token and the address that it is good at, and attaches. */
    static SimulatedHost join(List<String> invitation, String name) throws IOException, InterruptedException {
        SimulatedHost simulated = new SimulatedHost();
        Connection connection = simulated.host.connect(Multiaddr.parse(invitation.get(1)));
        EnrolOutcome.Enrolled record = simulated.enrol(connection, invitation.getFirst(), name);
        simulated.attach(connection, record);
        return simulated;
    }

    /** What a provider answers to a token (with the address that it is good at), without attaching. */
    static EnrolOutcome tryToken(List<String> invitation, String name) throws IOException, InterruptedException {
        try (SimulatedHost simulated = new SimulatedHost()) {
            Connection connection = simulated.host.connect(Multiaddr.parse(invitation.get(1)));
            return simulated.ask(connection, invitation.getFirst(), name);
        }
    }

    /** A Deployment {@code web} whose pods such hosts run. */
    static String deployment(int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      nodeSelector: {beemesh.io/mesh: default}
                      tolerations: [{key: virtual-kubelet.io/provider, value: beemesh, effect: NoSchedule}]
                      containers: [{name: web, image: none}]
                """.formatted(replicas);
    }

    /** Who it is. */
    PeerId peer() {
        return key.peerId();
    }

    /** Its libp2p host. */
    Host host() {
        return host;
    }

    /** Completes with the reason when the attachment has ended. */
    CompletableFuture<String> lost() {
        return lost;
    }

    /** The uids of the pods that it says it runs. */
    Set<String> pods() {
        return Set.copyOf(pods.keySet());
    }

    @Override
    public void close() {
        host.close();
    }

    private EnrolOutcome.Enrolled enrol(Connection connection, String token, String name)
            throws IOException, InterruptedException {
        return switch (ask(connection, token, name)) {
            case EnrolOutcome.Enrolled enrolled -> enrolled;
            case EnrolOutcome.Refused refused -> throw new IOException(refused.reason() + ": " + refused.message());
            case EnrolOutcome.Untrusted untrusted -> throw new IOException(untrusted.message());
        };
    }

    private EnrolOutcome ask(Connection connection, String token, String name)
            throws IOException, InterruptedException {
        return switch (Token.read(token)) {
            case Token.Malformed malformed -> throw new IOException(malformed.message());
            case Token.Read read ->
                new Enrolment(peer(), Clock.systemUTC())
                        .enrol(connection, read.token(), new Wish(Optional.of(name), Map.of()));
        };
    }

    private void attach(Connection connection, EnrolOutcome.Enrolled record) throws IOException, InterruptedException {
        PublicKey authority = PublicKey.ofProtobuf(record.authorityKey().toByteArray());
        Membership membership =
                new Membership(new Trust(authority, record.member().mesh()), revocations, Clock.systemUTC());
        Attacher attacher = new Attacher(membership, gate, ThreadLocalRandom.current(), System::nanoTime);
        Hello hello = Hello.newBuilder()
                .setRecord(record.own())
                .setIncarnation(1)
                .setFacts(facts())
                .setResources(resources())
                .build();
        switch (attacher.attach(connection, hello, new Listener())) {
            case AttachOutcome.Attached attached -> {
                attachment.complete(attached.attachment());
                attached.attachment().complete();
            }
            case AttachOutcome.Rejected rejected ->
                throw new IOException(rejected.reason() + ": " + rejected.message());
            case AttachOutcome.Untrusted untrusted -> throw new IOException(untrusted.message());
        }
    }

    private static HostFacts facts() {
        return HostFacts.newBuilder()
                .setAgentVersion("0.1.0")
                .setPodmanVersion("4.3.1")
                .setOsImage("Debian GNU/Linux 12 (bookworm)")
                .setKernelVersion("6.1.0-18-amd64")
                .setArchitecture("amd64")
                .setAddress("192.0.2.10")
                .build();
    }

    private static Resources resources() {
        Amounts all = Amounts.newBuilder()
                .setCpuMillis(2000)
                .setMemoryBytes(4L << 30)
                .setEphemeralStorageBytes(10L << 30)
                .setPods(110)
                .build();
        return Resources.newBuilder().setCapacity(all).setAllocatable(all).build();
    }

    private PodReport.Builder report(String cluster, String uid) {
        return PodReport.newBuilder().setClusterId(cluster).setUid(uid).setSequence(sequence.incrementAndGet());
    }

    private final class Listener implements AttachmentListener {
        @Override
        public void acked(long upTo) {}

        @Override
        public void lost(String reason) {
            lost.complete(reason);
        }
    }

    private final class Pods implements PodRequestHandler {
        @Override
        public Optional<Admission.Refused> refusal(PeerId provider, String clusterId) {
            return Optional.empty();
        }

        @Override
        public Admission run(PeerId provider, RunPod pod) {
            pods.put(pod.getUid(), pod);
            String status = """
                    {"phase": "Running", "conditions": [
                      {"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"},
                      {"type": "ContainersReady", "status": "True"}, {"type": "PodScheduled", "status": "True"}]}""";
            attachment.thenAccept(to -> to.report(report(pod.getClusterId(), pod.getUid())
                    .setAttempt(pod.getAttempt())
                    .setStatusJson(ByteString.copyFromUtf8(status))
                    .build()));
            return new Admission.Admitted();
        }

        @Override
        public void stop(PeerId provider, StopPod pod) {
            end(pod.getClusterId(), pod.getUid());
        }

        @Override
        public void desired(PeerId provider, DesiredPods desired) {
            pods.keySet().stream()
                    .filter(uid -> !desired.getUidsList().contains(uid))
                    .forEach(uid -> end(desired.getClusterId(), uid));
        }

        @Override
        public Erasure erase(PeerId provider, EraseVolume volume) {
            return new Erasure.Erased();
        }

        @Override
        public GroupState group(PeerId provider, StateGroup group) {
            return GroupState.getDefaultInstance();
        }

        private void end(String cluster, String uid) {
            pods.remove(uid);
            attachment.thenAccept(to -> to.report(
                    report(cluster, uid).setGone(Gone.getDefaultInstance()).build()));
        }
    }
}
