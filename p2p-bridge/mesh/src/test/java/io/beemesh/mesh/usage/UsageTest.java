package io.beemesh.mesh.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final UsageRequest OWN =
            UsageRequest.newBuilder().setClusterId("own").setBrief(true).build();

    private final TestMesh mesh = new TestMesh();
    private final MemberGate gate = new MemberGate(new Revocations(List.of()), mesh.clock);
    private final FakeHost edge = new FakeHost(TestMesh.key(3), gate, mesh.clock);
    private final UsageClient client = UsageClient.over(mesh.provider, DEADLINE);

    private record Handler(HostUsage usage) implements UsageHandler {
        @Override
        public Optional<String> refusal(PeerId provider, String clusterId) {
            return clusterId.equals("own") ? Optional.empty() : Optional.of("not of " + clusterId);
        }

        @Override
        public HostUsage usage(UsageRequest request) throws IOException {
            if (!request.getBrief()) {
                throw new IOException("the disk is gone");
            }
            return usage;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        edge.dial(mesh.provider);
        gate.prove(mesh.member(mesh.provider.id(), "provider", Role.PROVIDER));
    }

    @Test
    void tellsWhatAHostUses() throws Exception {
        HostUsage.Builder usage = HostUsage.newBuilder();
        for (int pod = 0; pod < 500; pod++) {
            usage.addPods(PodUsage.newBuilder().setUid("u-" + pod));
        }
        UsageService.serve(edge, new Handler(usage.build()));

        assertThat(client.ask(edge.id(), OWN)).isEqualTo(new UsageOutcome.Measured(usage.build()));
    }

    @Test
    void tellsNothingOfAnotherClustersPods() throws Exception {
        UsageService.serve(edge, new Handler(HostUsage.getDefaultInstance()));

        assertThat(client.ask(edge.id(), OWN.toBuilder().setClusterId("other").build()))
                .isEqualTo(new UsageOutcome.Unanswered("the host refused: not of other"));
    }

    @Test
    void saysWhyAHostCannotMeasure() throws Exception {
        UsageService.serve(edge, new Handler(HostUsage.getDefaultInstance()));

        assertThat(client.ask(edge.id(), OWN.toBuilder().setBrief(false).build()))
                .isEqualTo(new UsageOutcome.Unanswered("the host refused: the disk is gone"));
    }

    @Test
    void leavesOutAHostThatKnowsNoSuchQuestion() throws Exception {
        assertThat(client.ask(edge.id(), OWN)).isInstanceOf(UsageOutcome.Unanswered.class);
        assertThat(client.ask(TestMesh.key(7).peerId(), OWN)).isInstanceOf(UsageOutcome.Unanswered.class);
    }

    @Test
    void leavesOutAHostThatIsSilentForLongerThanTheDeadline() throws Exception {
        edge.serve(
                Protocols.USAGE, new Limits.Streams(1, 1), stream -> stream.in().skipNBytes(Long.MAX_VALUE));

        assertThat(UsageClient.over(mesh.provider, Duration.ofMillis(60)).ask(edge.id(), OWN))
                .isInstanceOf(UsageOutcome.Unanswered.class);
    }

    @Test
    void doesNotEvenServeAPeerThatIsNoProvenProvider() throws Exception {
        UsageService.serve(edge, new Handler(HostUsage.getDefaultInstance()));
        FakeHost stranger = new FakeHost(TestMesh.key(8), Gate.open(), mesh.clock);
        edge.dial(stranger);

        assertThat(UsageClient.over(stranger, DEADLINE).ask(edge.id(), OWN))
                .isInstanceOfSatisfying(UsageOutcome.Unanswered.class, outcome -> assertThat(outcome.message())
                        .contains("speaks none"));
    }

    @Test
    void tellsAnInterruptFromAHostThatDoesNotAnswer() {
        edge.serve(
                Protocols.USAGE, new Limits.Streams(1, 1), stream -> stream.in().skipNBytes(Long.MAX_VALUE));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.ask(edge.id(), OWN)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
