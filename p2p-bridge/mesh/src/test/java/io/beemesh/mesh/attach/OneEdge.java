package io.beemesh.mesh.attach;

import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.RecordingListener;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.Welcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A provider that lets hosts attach, and one host that has not done so yet. */
abstract class OneEdge {
    final TestMesh mesh = new TestMesh();
    final MemberGate edgeGate = new MemberGate(new Revocations(List.of()), mesh.clock);
    final FakeHost edge = new FakeHost(TestMesh.key(3), edgeGate, mesh.clock);
    final SignedRecord record = mesh.record(edge.id(), "edge-1", Role.HOST);
    final RecordingListener heard = new RecordingListener();
    Welcome welcome = Welcome.newBuilder()
            .setClusterId("c-1")
            .setNodeName("beemesh")
            .setProviderRecord(mesh.providerRecord)
            .setBeatIntervalMs(20)
            .setLostAfterMs(20_000)
            .build();
    volatile Runnable whileItIsWelcomed = () -> {};
    final AttachService service = AttachService.serve(
            mesh.provider, new AttachService.Proof(mesh.membership, mesh.gate), this::welcomed, heard);

    @AfterEach
    void close() {
        service.close();
        edge.close();
    }

    private Welcome welcomed(Member member) {
        whileItIsWelcomed.run();
        return welcome;
    }

    static Hello hello(long incarnation, SignedRecord shown) {
        return Hello.newBuilder().setIncarnation(incarnation).setRecord(shown).build();
    }
}
