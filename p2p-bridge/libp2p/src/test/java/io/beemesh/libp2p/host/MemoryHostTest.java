package io.beemesh.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryHostTest extends HostContract {
    private final MemoryNetwork network = new MemoryNetwork();

    @Override
    Transport transport() {
        return network;
    }

    @Override
    Multiaddr anywhere() {
        return Multiaddr.parse("/memory/0");
    }

    @Test
    void endsConnectionsStreamsAndTheirReadersOfALinkThatIsCutWithoutAWord() throws Exception {
        ManualTimers time = new ManualTimers();
        try (Host server = HostBuilder.of(KeyPair.generate())
                        .transport(network)
                        .listen(anywhere())
                        .start();
                Host client = HostBuilder.of(KeyPair.generate())
                        .transport(network)
                        .timers(time)
                        .ticker(time::nanos)
                        .start()) {
            server.serve(ECHO, new Limits.Streams(1, 1), stream -> stream.in().transferTo(stream.out()));
            Connection connection = client.connect(server.addresses().getFirst());
            Stream stream = connection.open(ECHO);
            stream.out().write(1);
            stream.in().read();
            FutureTask<Integer> reading = new FutureTask<>(() -> stream.in().read());
            Thread.ofVirtual().start(reading);

            network.cut();
            time.pass(Duration.ofSeconds(41));

            assertThat(connection.closed().toCompletableFuture().get(5, TimeUnit.SECONDS))
                    .contains("ping");
            assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
            assertThat(client.connections()).isEmpty();
            network.mend();
        }
    }
}
