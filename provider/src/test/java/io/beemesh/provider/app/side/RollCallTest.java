package io.beemesh.provider.app.side;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.MemoryNetwork;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RollCallTest {
    private final MemoryNetwork network = new MemoryNetwork();

    @Test
    void countsTheAnswersOfHostsUntilTheyAreCutOff() throws Exception {
        try (Host provider = start();
                Host one = start();
                Host other = start()) {
            RollCall call = new RollCall(provider, new Random(1));
            call.round();
            assertThat(call.answers()).isZero();

            one.connect(provider.addresses().getFirst());
            other.connect(provider.addresses().getFirst());
            call.round();
            awaitAnswers(call, 2);

            network.cut();
            for (int i = 0; i < 100; i++) {
                call.round();
            }
            assertThat(call.answers()).isEqualTo(2);

            network.mend();
            awaitAnswers(call, 3);
        }
    }

    private static void awaitAnswers(RollCall call, long count) throws Exception {
        Eventually.succeeds(() -> {
            if (call.answers() < count) {
                throw new IOException(call.answers() + " answers");
            }
            return call;
        });
    }

    private Host start() throws IOException {
        return HostBuilder.of(KeyPair.generate())
                .transport(network)
                .listen(Multiaddr.parse("/memory/0"))
                .start();
    }
}
