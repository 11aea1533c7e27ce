package io.beemesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.attach.AttachOutcome;
import io.beemesh.mesh.attach.AttachService;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.attach.AttachmentListener;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.enrol.EnrolService;
import io.beemesh.mesh.enrol.Enrolment;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.TokenRedeemer.Redemption;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.pod.PodRequestHandler;
import io.beemesh.mesh.pod.PodService;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.mesh.session.SessionClient;
import io.beemesh.mesh.session.SessionHandler;
import io.beemesh.mesh.session.SessionService;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.testing.FakeProcess;
import io.beemesh.mesh.testing.RecordingListener;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import io.beemesh.mesh.wire.Welcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host joins a mesh and is used, over the real libp2p stack on a network in memory. */
@Timeout(120)
class MeshOverLibp2pTest {
    private static final Wish WISH = new Wish(Optional.of("edge-1"), Map.of());

    private final Clock clock = Clock.systemUTC();
    private final KeyPair authorityKey = KeyPair.generate();
    private final MeshAuthority authority = new MeshAuthority("default", authorityKey);
    private final Revocations revocations = new Revocations(List.of());
    private final MemberGate gate = new MemberGate(revocations, clock);
    private final MemoryNetwork network = new MemoryNetwork();
    private final RecordingListener heard = new RecordingListener();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final KeyPair edgeKey = KeyPair.generate();
    private final MemberGate edgeGate = new MemberGate(new Revocations(List.of()), clock);
    private Host provider;
    private Host edge;
    private AttachService attachments;

    @BeforeEach
    void start() throws IOException {
        KeyPair providerKey = KeyPair.generate();
        provider = HostBuilder.of(providerKey)
                .transport(network)
                .gate(gate)
                .limits(Limits.gateway())
                .listen(Multiaddr.parse("/memory/1"))
                .start();
        gate.watch(provider);
        edge = HostBuilder.of(edgeKey).transport(network).gate(edgeGate).start();
        SignedRecord record = authority.sign(member(providerKey, "provider", Role.PROVIDER));
        EnrolService.serve(
                provider,
                new EnrolService.Issuer(authorityKey.publicKey(), () -> record),
                revocations,
                attempt -> new Redemption.Redeemed(authority.sign(member(edgeKey, "edge-1", Role.HOST))));
        Membership membership = new Membership(authority.trust(), revocations, clock);
        Welcome welcome = Welcome.newBuilder()
                .setClusterId("c-1")
                .setNodeName("beemesh")
                .setProviderRecord(record)
                .setBeatIntervalMs(200)
                .setLostAfterMs(30_000)
                .build();
        attachments =
                AttachService.serve(provider, new AttachService.Proof(membership, gate), member -> welcome, heard);
    }

    @AfterEach
    void stop() {
        attachments.close();
        edge.close();
        provider.close();
    }

    @Test
    void aHostJoinsAttachesReportsAndIsRevoked() throws Exception {
        HostAttachment attachment = join();
        assertThat(heard.next()).isEqualTo("attached edge-1 1");

        attachment.report(PodReport.newBuilder().setUid("u").setSequence(1).build());
        assertThat(heard.next()).isEqualTo("report u 1");
        attachments.ack(edge.id(), 1);
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("acked 1");

        revocations.revoke(edge.id());
        assertThat(heard.next()).startsWith("detached ");
        assertThat(told.poll(30, TimeUnit.SECONDS)).startsWith("lost ");
        assertThatThrownBy(this::join).isInstanceOf(IOException.class);
    }

    @Test
    void aPodRequestOfManyMebibytesIsAnswered() throws Exception {
        PodService.serve(edge, new Admitting());
        PodClient client = PodClient.over(provider, Duration.ofSeconds(60));
        RunPod pod = RunPod.newBuilder()
                .setPodJson(ByteString.copyFrom(new byte[12 << 20]))
                .build();
        join();
        heard.next();

        assertThat(client.run(edge.id(), pod)).isEqualTo(new RunOutcome.Admitted());
    }

    @Test
    void mebibytesFlowBothWaysThroughAnExec() throws Exception {
        FakeProcess process = new FakeProcess((self, out) -> {
            InputStream in = self.input();
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.stdout(buffer, 0, count);
            }
            return new ExecEnd.Exited(7);
        });
        ExecSession session = exec(process);
        byte[] data = new byte[4 << 20];
        Arrays.fill(data, (byte) 'y');
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?> writing = CompletableFuture.runAsync(() -> writeAll(session, data), threads);
            assertThat(session.pump(new StdoutTo(out))).isEqualTo(new ExecEnd.Exited(7));
            writing.get(30, TimeUnit.SECONDS);
        }

        assertThat(out.toByteArray()).isEqualTo(data);
        assertThat(process.closed().await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSilentProcessIsHungUpWhenTheProviderCloses() throws Exception {
        FakeProcess process = new FakeProcess((self, out) -> {
            awaitClosed(self);
            throw new IOException("hung up");
        });

        exec(process).close();

        assertThat(process.closed().await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFollowedLogIsClosedWithItsFollower() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        SessionService.serve(edge, new Sessions(new FakeProcess((self, out) -> new ExecEnd.Exited(0)), closed));
        join();
        heard.next();
        SessionClient client = SessionClient.over(provider, Duration.ofSeconds(30));
        StreamRequest request = StreamRequest.newBuilder()
                .setLogs(LogsRequest.newBuilder().setFollow(true))
                .build();

        switch (client.logs(edge.id(), request)) {
            case LogsOutcome.Opened opened -> {
                assertThat(opened.log().read()).isEqualTo('x');
                opened.log().close();
            }
            case LogsOutcome.Refused refused -> throw new AssertionError(refused.toString());
        }

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private ExecSession exec(FakeProcess process) throws Exception {
        SessionService.serve(edge, new Sessions(process, new CountDownLatch(1)));
        join();
        heard.next();
        StreamRequest request = StreamRequest.newBuilder()
                .setExec(ExecRequest.newBuilder().addCommand("cat").setStdin(true))
                .build();
        return switch (SessionClient.over(provider, Duration.ofSeconds(30)).exec(edge.id(), request)) {
            case ExecOutcome.Opened opened -> opened.session();
            case ExecOutcome.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private HostAttachment join() throws Exception {
        Token token = Token.generate(
                "t", Token.AuthorityHash.ofKey(authorityKey.publicKey().protobuf()), new SecureRandom());
        Connection connection = connect();
        SignedRecord own =
                switch (new Enrolment(edge.id(), clock).enrol(connection, token, WISH)) {
                    case EnrolOutcome.Enrolled enrolled -> enrolled.own();
                    case EnrolOutcome.Refused refused -> throw new AssertionError(refused.toString());
                    case EnrolOutcome.Untrusted untrusted -> throw new AssertionError(untrusted.message());
                };
        Membership membership = new Membership(authority.trust(), new Revocations(List.of()), clock);
        Hello hello = Hello.newBuilder().setRecord(own).setIncarnation(1).build();
        return switch (new Attacher(membership, edgeGate, new Random(1), System::nanoTime)
                .attach(connection, hello, new Telling())) {
            case AttachOutcome.Attached attached -> attached.attachment();
            case AttachOutcome.Rejected rejected -> throw new AssertionError(rejected.toString());
            case AttachOutcome.Untrusted untrusted -> throw new AssertionError(untrusted.message());
        };
    }

    private Connection connect() throws Exception {
        return edge.connect(Multiaddr.parse("/memory/1").withPeer(provider.id()));
    }

    private Member member(KeyPair key, String name, Role role) {
        Instant now = clock.instant();
        return new Member(
                key.peerId(),
                "default",
                new Member.Identity(name, Map.of()),
                role,
                new Member.Validity(now, now.plus(Duration.ofDays(1))),
                1);
    }

    private static void writeAll(ExecSession session, byte[] data) {
        try {
            session.stdin().write(data);
            session.stdin().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitClosed(FakeProcess process) throws IOException {
        try {
            assertThat(process.closed().await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private final class Telling implements AttachmentListener {
        @Override
        public void acked(long sequence) {
            told.add("acked " + sequence);
        }

        @Override
        public void lost(String reason) {
            told.add("lost " + reason);
        }
    }

    private record StdoutTo(ByteArrayOutputStream out) implements OutputSink {
        @Override
        public void stdout(byte[] buffer, int offset, int length) {
            out.write(buffer, offset, length);
        }

        @Override
        public void stderr(byte[] buffer, int offset, int length) {}
    }

    private static final class Admitting implements PodRequestHandler {
        @Override
        public Optional<Admission.Refused> refusal(PeerId provider, String clusterId) {
            return Optional.empty();
        }

        @Override
        public Admission run(PeerId provider, RunPod pod) {
            return new Admission.Admitted();
        }

        @Override
        public void stop(PeerId provider, StopPod pod) {}

        @Override
        public void desired(PeerId provider, DesiredPods pods) {}

        @Override
        public Erasure erase(PeerId provider, EraseVolume volume) {
            return new Erasure.Erased();
        }

        @Override
        public GroupState group(PeerId provider, StateGroup group) {
            return GroupState.getDefaultInstance();
        }
    }

    private record Sessions(FakeProcess process, CountDownLatch logClosed) implements SessionHandler {
        @Override
        public Optional<String> refusal(PeerId provider, String clusterId) {
            return Optional.empty();
        }

        @Override
        public LogsOutcome logs(StreamRequest request) {
            return new LogsOutcome.Opened(new InputStream() {
                private boolean first = true;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0];
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    if (first) {
                        first = false;
                        buffer[offset] = 'x';
                        return 1;
                    }
                    try {
                        logClosed.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return -1;
                }

                @Override
                public void close() {
                    logClosed.countDown();
                }
            });
        }

        @Override
        public ExecOutcome exec(StreamRequest request) {
            return new ExecOutcome.Opened(process);
        }

        @Override
        public ForwardOutcome forward(StreamRequest request) {
            return new ForwardOutcome.Refused(StreamOpening.Result.NOT_FOUND, "no ports here");
        }
    }
}
