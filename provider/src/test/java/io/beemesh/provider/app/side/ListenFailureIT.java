package io.beemesh.provider.app.side;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenFailureIT {
    private static final String KEY = "beemesh.kubelet.port";

    @Test
    void namesWhatWasToListenAndTheKeyThatGivesAnotherAddress() throws IOException {
        try (ServerSocket taken = listen(0)) {
            assertThatThrownBy(() -> ListenFailure.naming("kubelet API", KEY, () -> listen(taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("kubelet API: Address already in use")
                    .hasMessageEndingWith("shows who listens there, beemesh.kubelet.port sets another one");
        }
    }

    @Test
    void leavesOtherFailuresAsTheyAre() {
        IOException other = new IOException("no keys");

        assertThatThrownBy(() -> ListenFailure.naming("kubelet API", KEY, () -> {
                    throw other;
                }))
                .isSameAs(other);
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
