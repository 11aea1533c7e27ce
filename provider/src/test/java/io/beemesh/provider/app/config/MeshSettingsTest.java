package io.beemesh.provider.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MeshSettingsTest {
    private static final InetAddress NODE = InetAddress.ofLiteral("10.0.0.7");

    @Test
    void announcesTheNodesAddressForAListenerOnAllAddresses() {
        assertThat(settings().announced(addresses("/ip4/0.0.0.0/tcp/4001", "/ip4/192.0.2.1/tcp/4002"), NODE))
                .isEqualTo(addresses("/ip4/10.0.0.7/tcp/4001", "/ip4/192.0.2.1/tcp/4002"));
    }

    @Test
    void announcesWhatIsConfiguredInstead() {
        assertThat(settings("/dns4/mesh.example.org/tcp/443").announced(addresses("/ip4/0.0.0.0/tcp/4001"), NODE))
                .isEqualTo(addresses("/dns4/mesh.example.org/tcp/443"));
    }

    private static MeshSettings settings(String... announce) {
        Duration second = Duration.ofSeconds(1);
        return new MeshSettings(
                "default",
                addresses("/ip4/0.0.0.0/tcp/4001"),
                addresses(announce),
                new MeshSettings.Pace(second, second.multipliedBy(4), second, second),
                Duration.ofDays(1));
    }

    private static List<Multiaddr> addresses(String... texts) {
        return Stream.of(texts).map(Multiaddr::parse).toList();
    }
}
