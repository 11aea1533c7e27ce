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
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
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
            assertThat(call.round()).isZero();

            one.connect(provider.addresses().getFirst());
            other.connect(provider.addresses().getFirst());
            await("two connections", () -> provider.connections().size() == 2);
            assertThat(call.round()).isEqualTo(2);
            await("two answers", () -> call.answers() == 2);

            network.cut();
            int asked = IntStream.range(0, 100).map(round -> call.round()).sum();
            assertThat(asked).as("on their way, with no answer").isBetween(2, 99);
            assertThat(call.answers()).isEqualTo(2);

            network.mend();
            // A host answers two at a time and refuses what is more.
            await("an answer more", () -> call.answers() > 2);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws Exception {
        Eventually.succeeds(() -> {
            if (!condition.getAsBoolean()) {
                throw new IOException("not yet: " + what);
            }
            return what;
        });
    }

    private Host start() throws IOException {
        return HostBuilder.of(KeyPair.generate())
                .transport(network)
                .listen(Multiaddr.parse("/memory/0"))
                .start();
    }
}
