package io.beemesh.libp2p.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
    private static final PeerId RELAY = KeyPair.generate().peerId();
    private static final PeerId TARGET = KeyPair.generate().peerId();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ip4/10.0.0.1/tcp/4001",
                "/ip6/2001:db8:0:0:0:0:0:1/tcp/4001/tls/ws",
                "/dns4/gateway.example/tcp/443/wss",
                "/dnsaddr/bootstrap.example",
                "/ip4/127.0.0.1/udp/4001/quic-v1/webtransport/certhash/uEiAkH5a4DPGKUuOBjYw0CgwjvcJCJMD2K_1aluKR_tpevQ",
                "/memory/7",
            })
    void keepsTextAndBytesOfAnAddress(String text) {
        Multiaddr address = Multiaddr.parse(text);

        assertThat(address).hasToString(text);
        assertThat(Multiaddr.ofBytes(address.bytes())).isEqualTo(address).hasSameHashCodeAs(address);
    }

    @ParameterizedTest
    @CsvSource({
        "/ip4/127.0.0.1/tcp/4001,047f000001060fa1",
        "/ip4/1.2.3.4/udp/80/p2p-circuit,04010203049102" + "0050a202"
    })
    void writesTheBytesThatOthersRead(String text, String hex) {
        assertThat(HexFormat.of().formatHex(Multiaddr.parse(text).bytes())).isEqualTo(hex);
    }

    @Test
    void takesTheLastPeerOfARelayedAddressAsTheTarget() {
        Multiaddr address = Multiaddr.parse("/ip4/1.2.3.4/tcp/1/p2p/" + RELAY + "/p2p-circuit")
                .withPeer(TARGET);

        assertThat(address.peer()).contains(TARGET);
        assertThat(address.withoutPeer().peer()).isEmpty();
        assertThat(address.withPeer(RELAY).withoutPeer()).isEqualTo(address.withoutPeer());
    }

    @Test
    void saysThroughWhichRelayItLeads() {
        Multiaddr relay = Multiaddr.parse("/ip4/1.2.3.4/tcp/1").withPeer(RELAY);
        Multiaddr target = relay.circuit().withPeer(TARGET);

        assertThat(target).hasToString("/ip4/1.2.3.4/tcp/1/p2p/" + RELAY + "/p2p-circuit/p2p/" + TARGET);
        assertThat(target.relayed()).isTrue();
        assertThat(target.relay()).contains(relay);
        assertThat(target.circuit().withPeer(RELAY).relay()).contains(target);
        assertThat(relay.relayed()).isFalse();
        assertThat(relay.relay()).isEmpty();
        assertThat(Multiaddr.ofPeer(RELAY).circuit()).hasToString("/p2p/" + RELAY + "/p2p-circuit");
        assertThat(Multiaddr.parse("/p2p-circuit").relay()).isEmpty();
    }

    @Test
    void saysWhereToDial() {
        assertThat(Multiaddr.parse("/ip4/10.1.2.3/tcp/4001").withPeer(TARGET).socketAddress())
                .contains(new InetSocketAddress("10.1.2.3", 4001));
        assertThat(Multiaddr.parse("/dns4/gateway.example/tcp/443").socketAddress())
                .contains(InetSocketAddress.createUnresolved("gateway.example", 443));
        assertThat(Multiaddr.parse("/ip4/10.1.2.3/udp/4001").socketAddress()).isEmpty();
        assertThat(Multiaddr.parse("/ip4/10.1.2.3/tcp/4001/ws").socketAddress()).isEmpty();
        assertThat(Multiaddr.parse("/memory/9").withPeer(TARGET).memory()).contains(9L);
    }

    @Test
    void namesASocketOfEitherFamily() {
        assertThat(Multiaddr.ofTcp(new InetSocketAddress("127.0.0.1", 9))).hasToString("/ip4/127.0.0.1/tcp/9");
        assertThat(Multiaddr.ofTcp(new InetSocketAddress("::1", 9))).hasToString("/ip6/0:0:0:0:0:0:0:1/tcp/9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "ip4/1.2.3.4",
                "/ip4",
                "/ip4/1.2.3",
                "/ip4/1.2.3.400",
                "/ip4/localhost",
                "/ip6/zz",
                "/ip6/1.2.3.4",
                "/ip4/1.2.3.4/tcp/70000",
                "/ip4/1.2.3.4/tcp/-1",
                "/p2p/nobody",
                "/carrier-pigeon/1",
                "/memory/x",
                "/ip4/1.2.3.4//tcp/1",
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "047f0000", "350a61", "36ffffffff07", "ffff03", "a503020011", "8400", "3502612f"})
    void refusesBytesThatAreNoAddress(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> Multiaddr.ofBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
}
