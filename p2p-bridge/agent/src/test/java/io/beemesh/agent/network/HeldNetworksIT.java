package io.beemesh.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.network.PodNetworks.Settings;
import io.beemesh.agent.system.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root. */
class HeldNetworksIT {
    private static final String BRIDGE = "beemesh-test1";
    private static final Settings SETTINGS =
            new Settings("web-0", Map.of("net.ipv4.ip_local_port_range", "20000 20999"), Resolver.OF_HOST);

    @TempDir
    Path folder;

    private HeldNetworks networks;

    @BeforeEach
    void open() throws IOException {
        networks = HeldNetworks.open(folder, BRIDGE, RandomGenerator.getDefault());
    }

    @AfterEach
    void dismantle() throws IOException {
        networks.dismantle();
        assertThat(NetworkInterface.getByName(BRIDGE)).isNull();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static String in(PodNetwork network, String... words) throws IOException {
        String[] nsenter = {
            "nsenter",
            "--net=" + network.namespace("net"),
            "--uts=" + network.namespace("uts"),
            "--ipc=" + network.namespace("ipc")
        };
        return Programs.run(Stream.concat(Stream.of(nsenter), Stream.of(words)).toArray(String[]::new));
    }

    @Test
    void givesAPodItsNameAddressAndParameters() throws Exception {
        PodNetwork network = networks.open("web", SETTINGS);

        assertThat(in(network, "hostname")).isEqualTo("web-0");
        assertThat(in(network, "ip", "-4", "-o", "addr", "show", "dev", "eth0")).contains(network.address() + "/22");
        assertThat(in(network, "cat", "/proc/sys/net/ipv4/ip_local_port_range")).isEqualTo("20000\t20999");
        assertThat(Files.getFileStore(network.sharedMemory()).type()).isEqualTo("tmpfs");
        assertThat(network.resolvConf()).isNotEmptyFile();
    }

    @Test
    void connectsPodsWithEachOtherAndTheHost() throws Exception {
        PodNetwork one = networks.open("one", SETTINGS);
        PodNetwork two = networks.open("two", SETTINGS);

        assertThat(in(one, "busybox", "ping", "-c", "1", "-W", "5", two.address()))
                .contains("1 packets received");
        assertThat(Programs.run("busybox", "ping", "-c", "1", "-W", "5", one.address()))
                .contains("1 packets received");
    }

    @Test
    void makesSocketsInAPodsNetworkAndLeavesThreadsWhereTheyWere() throws Exception {
        NetworkNamespace pod =
                new NetworkNamespace(networks.open("web", SETTINGS).namespace("net"));

        try (SocketChannel inPod = pod.open(StandardProtocolFamily.INET);
                SocketChannel here = SocketChannel.open(StandardProtocolFamily.INET)) {
            inPod.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 25_000));
            here.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 25_000)); // another port 25000
            inPod.connect(inPod.getLocalAddress()); // with itself, which TCP has
            inPod.write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(inPod.read(ByteBuffer.allocate(1))).isEqualTo(1);
        }
    }

    @Test
    void saysWhyANetworkCannotBeEntered() {
        NetworkNamespace gone = new NetworkNamespace(Path.of("/proc/2147483647/ns/net"));
        assertThatThrownBy(() -> gone.open(StandardProtocolFamily.INET))
                .hasMessageContaining("/proc/2147483647/ns/net");
        NetworkNamespace other = new NetworkNamespace(Path.of("/proc/self/ns/uts"));
        assertThatThrownBy(() -> other.open(StandardProtocolFamily.INET))
                .hasMessageContaining("setns /proc/self/ns/uts: error 22");
    }

    @Test
    void outlivesTheAgent() throws Exception {
        PodNetwork before = networks.open("web", SETTINGS);
        networks.close();

        open();

        assertThat(networks.find("web")).contains(before);
        assertThat(before.lives()).isTrue();
        assertThat(networks.open("web", SETTINGS)).isEqualTo(before);
        assertThat(networks.open("other", SETTINGS).address()).isNotEqualTo(before.address());
    }

    @Test
    void makesAnewWhatWasKilled() throws Exception {
        PodNetwork before = networks.open("web", SETTINGS);
        ProcessHandle holder = ProcessHandle.of(before.holder().pid()).orElseThrow();
        holder.destroyForcibly();
        holder.onExit().get(5, TimeUnit.SECONDS);

        assertThat(networks.find("web"))
                .hasValueSatisfying(dead -> assertThat(dead.lives()).isFalse());
        assertThat(networks.open("web", SETTINGS).lives()).isTrue();
        assertThat(before.folder()).doesNotExist();
    }

    @Test
    void removesWithoutATrace() throws Exception {
        PodNetwork network = networks.open("web", SETTINGS);
        ProcessHandle holder = ProcessHandle.of(network.holder().pid()).orElseThrow();

        networks.remove("web");
        networks.remove("web");

        holder.onExit().get(5, TimeUnit.SECONDS);
        assertThat(network.lives()).isFalse();
        assertThat(networks.find("web")).isEmpty();
        assertThat(network.folder()).doesNotExist();
    }

    @Test
    void saysWhatItCannotSetAndLeavesNothing() {
        Settings wrong = new Settings("web-0", Map.of("net.ipv4.no_such_thing", "1"), Resolver.OF_HOST);

        assertThatThrownBy(() -> networks.open("web", wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no_such_thing");
        assertThat(networks.find("web")).isEmpty();
    }

    @Test
    void writesNoLineThatAPodMadeUp() {
        Path outside = folder.resolve("outside");
        for (Settings wrong : List.of(
                new Settings("web\nend", Map.of(), Resolver.OF_HOST),
                new Settings("web-0", Map.of("net.ipv4.tcp_rmem", "1\nkernel/x 1"), Resolver.OF_HOST),
                new Settings("web-0", Map.of("../../.." + outside, "1"), Resolver.OF_HOST))) {
            assertThatThrownBy(() -> networks.open("web", wrong))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be set up with");
        }
        assertThat(networks.find("web")).isEmpty();
        assertThat(outside).doesNotExist();
    }

    @Test
    void mendsAHalfMadeBridge() throws Exception {
        networks.dismantle();
        Programs.run("ip", "link", "add", BRIDGE, "type", "bridge");

        open();

        assertThat(Programs.run("ip", "-4", "-o", "addr", "show", "dev", BRIDGE))
                .contains("/22");
        assertThat(networks.open("web", SETTINGS).lives()).isTrue();
    }

    @Test
    void takesANetworkOfAnotherBootForDead() throws Exception {
        PodNetwork network = networks.open("web", SETTINGS);
        Path record = network.folder().resolve("holder");
        List<String> lines = new ArrayList<>(Files.readAllLines(record));
        lines.set(5, "of another boot");
        Files.write(record, lines);
        networks.close();

        open();

        assertThat(networks.find("web"))
                .hasValueSatisfying(dead -> assertThat(dead.lives()).isFalse());
        network.holder().kill();
    }

    @Test
    void throwsAwayWhatNobodyClaimed() throws Exception {
        Path stale = Files.createDirectories(folder.resolve("bm00000000"));
        Files.write(stale.resolve("holder"), List.of("half", "a record"));
        networks.close();

        open();

        assertThat(stale).doesNotExist();
    }
}
