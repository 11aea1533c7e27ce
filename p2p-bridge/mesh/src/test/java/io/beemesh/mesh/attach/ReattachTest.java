package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.RecordingListener;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.Welcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All hosts are called to attach anew, one of them word by word. */
class ReattachTest {
    private final TestMesh mesh = new TestMesh();
    private final FakeHost edge =
            new FakeHost(TestMesh.key(3), new MemberGate(new Revocations(List.of()), mesh.clock), mesh.clock);
    private final RecordingListener heard = new RecordingListener();
    private final Welcome welcome = Welcome.newBuilder()
            .setClusterId("c-1")
            .setNodeName("beemesh")
            .setProviderRecord(mesh.providerRecord)
            .setBeatIntervalMs(20)
            .setLostAfterMs(20_000)
            .build();
    private final AttachService service = AttachService.serve(
            mesh.provider, new AttachService.Proof(mesh.membership, mesh.gate), member -> welcome, heard);

    @AfterEach
    void close() {
        service.close();
        edge.close();
    }

    @Test
    void callsAHostThatWasWelcomedAndHasNotSpokenYet() throws Exception {
        try (Stream stream = edge.dial(mesh.provider).open(Protocols.ATTACH)) {
            FrameWriter out = new FrameWriter(stream.out());
            FrameReader in = new FrameReader(stream.in());
            hello(out);
            assertThat(in.read(MessageKind.PROVIDER_MESSAGE).hasWelcome()).isTrue();

            service.reattach("it leads now");
            new Words(out).beat(1);

            assertThat(heard.next()).isEqualTo("attached edge-1 1");
            assertThat(heard.next()).startsWith("detached it is not as it was");
            assertThat(in.read(MessageKind.PROVIDER_MESSAGE).hasAgain()).isTrue();
        }
    }

    @Test
    void endsTheStreamOfAHostThatBeatsOnInsteadOfAttachingAnew() throws Exception {
        Connection connection = edge.dial(mesh.provider);
        try (Stream stream = connection.open(Protocols.ATTACH)) {
            FrameWriter out = new FrameWriter(stream.out());
            FrameReader in = new FrameReader(stream.in());
            hello(out);
            in.read(MessageKind.PROVIDER_MESSAGE);
            new Words(out).beat(1);
            heard.next();
            in.read(MessageKind.PROVIDER_MESSAGE);

            service.reattach("it leads now");

            assertThat(in.read(MessageKind.PROVIDER_MESSAGE).hasAgain()).isTrue();
            new Words(out).beat(2);
            assertThat(in.readIfAny(MessageKind.PROVIDER_MESSAGE)).isEmpty();
            assertThat(connection.isOpen()).isTrue();
        }
    }

    private void hello(FrameWriter out) throws IOException {
        new Words(out)
                .hello(Hello.newBuilder()
                        .setRecord(mesh.record(edge.id(), "edge-1", Role.HOST))
                        .setIncarnation(1)
                        .build());
    }
}
