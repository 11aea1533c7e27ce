package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import org.junit.jupiter.api.Test;

/** All hosts are called to attach anew, one of them word by word. */
class ReattachTest extends OneEdge {
    @Test
    void callsAHostThatWasWelcomedAndHasNotSpokenYet() throws Exception {
        try (Stream stream = edge.dial(mesh.provider).open(Protocols.ATTACH)) {
            Words words = new Words(new FrameWriter(stream.out()));
            FrameReader in = new FrameReader(stream.in());
            words.hello(hello(1, record));
            assertThat(in.read(MessageKind.PROVIDER_MESSAGE).hasWelcome()).isTrue();

            service.reattach("it leads now");
            words.beat(1);

            assertThat(heard.next()).isEqualTo("attached edge-1 1");
            assertThat(heard.next()).isEqualTo("detached it leads now");
            assertThat(in.read(MessageKind.PROVIDER_MESSAGE).hasAgain()).isTrue();
        }
    }

    @Test
    void endsTheStreamOfAHostThatBeatsOnInsteadOfAttachingAnew() throws Exception {
        Connection connection = edge.dial(mesh.provider);
        try (Stream stream = connection.open(Protocols.ATTACH)) {
            Words words = new Words(new FrameWriter(stream.out()));
            FrameReader in = new FrameReader(stream.in());
            words.hello(hello(1, record));
            in.read(MessageKind.PROVIDER_MESSAGE);
            words.beat(1);
            heard.next();
            in.read(MessageKind.PROVIDER_MESSAGE);

            service.reattach("it leads now");

            assertThat(in.read(MessageKind.PROVIDER_MESSAGE).hasAgain()).isTrue();
            words.beat(2);
            assertThat(in.readIfAny(MessageKind.PROVIDER_MESSAGE)).isEmpty();
            assertThat(connection.isOpen()).isTrue();
        }
    }
}
