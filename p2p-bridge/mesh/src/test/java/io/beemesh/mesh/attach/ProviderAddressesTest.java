package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.ProviderAt;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProviderAddressesTest {
    private static final PeerId ONE = TestMesh.key(1).peerId();
    private static final PeerId TWO = TestMesh.key(2).peerId();

    @Test
    void readsEachProviderWithItsAddresses() {
        String direct = "/ip4/192.0.2.1/tcp/4001/p2p/" + ONE;
        String named = "/dns4/mesh.example.org/tcp/4001/p2p/" + ONE;
        String other = "/ip4/192.0.2.2/tcp/4001/p2p/" + TWO;

        ProviderAddresses.Said said = ProviderAddresses.read(List.of(at(direct, named), at(other)));

        assertThat(said.ignored()).isZero();
        assertThat(said.providers())
                .containsExactly(
                        new ProviderAddresses(ONE, List.of(Multiaddr.parse(direct), Multiaddr.parse(named))),
                        new ProviderAddresses(TWO, List.of(Multiaddr.parse(other))));
    }

    @Test
    void leavesOutWhatIsMalformedAndKeepsTheRest() {
        String good = "/ip4/192.0.2.1/tcp/4001/p2p/" + ONE;
        String long257 = "/dns4/" + "a".repeat(257) + "/tcp/4001/p2p/" + ONE;

        ProviderAddresses.Said said = ProviderAddresses.read(List.of(
                at("", "/ip4/192.0.2.1/tcp/4001", "no address", good, long257, "/ip4/192.0.2.2/tcp/4001/p2p/" + TWO),
                at("/ip4/192.0.2.3/tcp/4001")));

        assertThat(said.providers()).containsExactly(new ProviderAddresses(ONE, List.of(Multiaddr.parse(good))));
        assertThat(said.ignored()).isEqualTo(6);
    }

    @Test
    void takesEightProvidersOfEightAddressesAndNoProviderTwice() {
        List<ProviderAt> ten = IntStream.rangeClosed(1, 10)
                .mapToObj(provider -> at(IntStream.rangeClosed(1, 10)
                        .mapToObj(port -> "/ip4/192.0.2.1/tcp/" + port + "/p2p/"
                                + TestMesh.key(provider).peerId())
                        .toArray(String[]::new)))
                .toList();

        ProviderAddresses.Said said = ProviderAddresses.read(ten);

        assertThat(said.providers())
                .hasSize(8)
                .allMatch(provider -> provider.addresses().size() == 8);
        assertThat(said.ignored()).isEqualTo(100 - 64);
        assertThat(ProviderAddresses.read(List.of(ten.getFirst(), ten.getFirst()))
                        .providers())
                .hasSize(1);
    }

    private static ProviderAt at(String... addresses) {
        return ProviderAt.newBuilder().addAllAddresses(List.of(addresses)).build();
    }
}
