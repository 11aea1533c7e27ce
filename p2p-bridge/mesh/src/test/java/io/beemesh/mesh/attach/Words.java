package io.beemesh.mesh.attach;

import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.wire.Beat;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.HostMessage;
import java.io.IOException;

/** What a host says, word by word. */
record Words(FrameWriter out) {
    void hello(Hello hello) throws IOException {
        say(HostMessage.newBuilder().setHello(hello));
    }

    void beat(long number) throws IOException {
        say(HostMessage.newBuilder().setBeat(Beat.newBuilder().setNumber(number)));
    }

    private void say(HostMessage.Builder message) throws IOException {
        out.write(MessageKind.HOST_MESSAGE, message.build());
    }
}
