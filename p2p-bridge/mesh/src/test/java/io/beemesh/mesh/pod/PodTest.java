package io.beemesh.mesh.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.Noted;
import io.beemesh.mesh.wire.PodReply;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final TestMesh mesh = new TestMesh();
    private final MemberGate gate = new MemberGate(new Revocations(List.of()), mesh.clock);
    private final FakeHost edge = new FakeHost(TestMesh.key(3), gate, mesh.clock);
    private final PodClient client = PodClient.over(mesh.provider, DEADLINE);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private PodRequestHandler.Admission admission = new PodRequestHandler.Admission.Admitted();

    private final class Handler implements PodRequestHandler {
        @Override
        public Optional<Admission.Refused> refusal(PeerId provider, String clusterId) {
            return Optional.empty();
        }

        @Override
        public Admission run(PeerId provider, RunPod pod) {
            asked.add("run " + pod.getUid() + " " + pod.getPodJson().size());
            return admission;
        }

        @Override
        public void stop(PeerId provider, StopPod pod) {
            asked.add("stop " + pod.getUid() + " " + pod.getGraceSeconds());
        }

        @Override
        public void desired(PeerId provider, DesiredPods pods) {
            asked.add("desired " + pods.getNumber() + " " + pods.getUidsList());
        }

        @Override
        public Erasure erase(PeerId provider, EraseVolume volume) {
            asked.add("erase " + volume.getVolume());
            return volume.getVolume().equals("busy")
                    ? new Erasure.Kept("VolumeInUse", "a pod has it")
                    : new Erasure.Erased();
        }

        @Override
        public GroupState group(PeerId provider, StateGroup group) {
            asked.add("group " + group.getUid());
            return GroupState.newBuilder().setNumber(group.getNumber()).build();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        edge.dial(mesh.provider);
        gate.prove(mesh.member(mesh.provider.id(), "provider", Role.PROVIDER));
    }

    @Test
    void asksAndTellsAndGetsAnswers() throws Exception {
        PodService.serve(edge, new Handler());

        assertThat(client.run(edge.id(), pod(4))).isEqualTo(new RunOutcome.Admitted());
        assertThat(client.stop(
                        edge.id(),
                        StopPod.newBuilder().setUid("u").setGraceSeconds(30).build()))
                .isEqualTo(new NoteOutcome.Noted());
        assertThat(client.desired(
                        edge.id(),
                        DesiredPods.newBuilder().setNumber(7).addUids("u").build()))
                .isEqualTo(new NoteOutcome.Noted());
        assertThat(asked).containsExactly("run u 4", "stop u 30", "desired 7 [u]");
    }

    @Test
    void saysWhetherAVolumeIsErased() throws Exception {
        PodService.serve(edge, new Handler());

        assertThat(client.erase(
                        edge.id(), EraseVolume.newBuilder().setVolume("idle").build()))
                .isEqualTo(new NoteOutcome.Noted());
        assertThat(client.erase(
                        edge.id(), EraseVolume.newBuilder().setVolume("busy").build()))
                .isEqualTo(new NoteOutcome.Unreachable("the host refused: VolumeInUse: a pod has it"));
        assertThat(asked).containsExactly("erase idle", "erase busy");
    }

    @Test
    void tellsAGroupsMembersAndLearnsHowItIsDoing() throws Exception {
        PodService.serve(edge, new Handler());

        assertThat(client.group(
                        edge.id(),
                        StateGroup.newBuilder().setUid("group-1").setNumber(3).build()))
                .isEqualTo(new GroupOutcome.Noted(
                        GroupState.newBuilder().setNumber(3).build()));
        assertThat(asked).containsExactly("group group-1");
    }

    @Test
    void passesARefusalOn() throws Exception {
        PodService.serve(edge, new Handler());
        admission = new PodRequestHandler.Admission.Refused("OutOfcpu", "2 cores are taken", true);

        assertThat(client.run(edge.id(), pod(4)))
                .isEqualTo(new RunOutcome.Refused("OutOfcpu", "2 cores are taken", true));
    }

    @Test
    void carriesAPodOfManyMebibytes() throws Exception {
        PodService.serve(edge, new Handler());

        assertThat(client.run(edge.id(), pod(15 << 20))).isEqualTo(new RunOutcome.Admitted());
        assertThat(asked).containsExactly("run u " + (15 << 20));
    }

    @Test
    void refusesAPodThatIsTooLargeWithoutAskingAnybody() throws Exception {
        PodService.serve(edge, new Handler());

        assertThat(client.run(edge.id(), pod(16 << 20))).isInstanceOfSatisfying(RunOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo("PodTooLarge");
            assertThat(refused.permanent()).isTrue();
        });
        assertThat(asked).isEmpty();
    }

    @Test
    void saysThatAHostIsUnreachable() throws Exception {
        assertThat(client.run(TestMesh.key(7).peerId(), pod(1))).isInstanceOf(RunOutcome.Unreachable.class);
        assertThat(client.run(edge.id(), pod(1))).isInstanceOf(RunOutcome.Unreachable.class);
    }

    @Test
    void saysThatAHostIsUnreachableWhenItsHandlerFails() throws Exception {
        PodService.serve(edge, new Handler());
        admission = null;

        assertThat(client.run(edge.id(), pod(1))).isInstanceOf(RunOutcome.Unreachable.class);
    }

    @Test
    void givesUpOnAHostThatAnswersSlowerThanTheDeadlineByteByByte() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        gate.prove(mesh.member(mesh.provider.id(), "provider", Role.PROVIDER));
        edge.serve(Protocols.POD, new Limits.Streams(1, 1), stream -> {
            new FrameReader(stream.in()).read(MessageKind.POD_REQUEST);
            stream.out().write(5);
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                stream.out().write(0x0a);
            }
        });

        NoteOutcome outcome =
                PodClient.over(mesh.provider, Duration.ofMillis(60)).stop(edge.id(), StopPod.getDefaultInstance());

        over.countDown();
        assertThat(outcome).isInstanceOf(NoteOutcome.Unreachable.class);
    }

    @Test
    void takesNoNoteForAnAdmission() throws Exception {
        edge.serve(Protocols.POD, new Limits.Streams(1, 1), stream -> {
            new FrameReader(stream.in()).read(MessageKind.POD_REQUEST);
            new FrameWriter(stream.out())
                    .write(
                            MessageKind.POD_REPLY,
                            PodReply.newBuilder()
                                    .setNoted(Noted.getDefaultInstance())
                                    .build());
        });

        assertThat(client.run(edge.id(), pod(1)))
                .isInstanceOfSatisfying(RunOutcome.Unreachable.class, outcome -> assertThat(outcome.message())
                        .contains("NOTED"));
    }

    @Test
    void doesNotEvenServeAPeerThatIsNoProvenProvider() throws Exception {
        PodService.serve(edge, new Handler());
        FakeHost stranger = new FakeHost(TestMesh.key(8), Gate.open(), mesh.clock);
        edge.dial(stranger);

        assertThat(PodClient.over(stranger, DEADLINE).run(edge.id(), pod(1)))
                .isInstanceOfSatisfying(RunOutcome.Unreachable.class, outcome -> assertThat(outcome.message())
                        .contains("speaks none"));
        assertThat(asked).isEmpty();
    }

    @Test
    void tellsAnInterruptFromAHostThatDoesNotAnswer() throws Exception {
        edge.serve(
                Protocols.POD, new Limits.Streams(1, 1), stream -> stream.in().skipNBytes(Long.MAX_VALUE));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.run(edge.id(), pod(1))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private static RunPod pod(int jsonBytes) {
        return RunPod.newBuilder()
                .setUid("u")
                .setPodJson(ByteString.copyFrom(new byte[jsonBytes]))
                .build();
    }
}
