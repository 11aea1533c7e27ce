package io.beemesh.raft.linearizability;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.tcp.TcpTransport;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.stores.StoreSettings;
import io.beemesh.raft.stores.Stores;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One member of the group, as a process: its store is served until it is killed. */
public final class Member {
    static final UUID GROUP = new UUID(7, 7);
    /** Where its store is served. */
    public static final int STORE_PORT = 2379;

    /** What part of the heap its store may take, as on an agent. */
    private static final int HEAP_SHARE = 4;

    private static final int PEER_PORT = 4001;
    private static final int FIRST_HOST = 10;
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private Member() {}

    /** The name of a member; keys are made of their numbers, for nobody else reaches these hosts. */
    static PeerId id(int index) {
        return key(index).peerId();
    }

    /** The address of a member's host. */
    public static String address(String network, int index) {
        return network + "." + (FIRST_HOST + index);
    }

    private static KeyPair key(int index) {
        byte[] seed = new byte[KeyPair.SEED_BYTES];
        seed[0] = (byte) (index + 1);
        return KeyPair.ofSeed(seed);
    }

    private static Multiaddr named(Multiaddr address, PeerId peer) {
        return Multiaddr.parse(address + "/p2p/" + peer);
    }

    /**
     * Runs a member.
     *
     * @param arguments its number, how many there are, the network's first three numbers, its folder, and how long it
     *     hears nothing of its leader before it stands for election
     */
    public static void main(String[] arguments) throws Exception {
        int self = Integer.parseInt(arguments[0]);
        String network = arguments[2];
        Map<PeerId, Multiaddr> addresses = IntStream.range(0, Integer.parseInt(arguments[1]))
                .boxed()
                .collect(Collectors.toMap(
                        Member::id, index -> Multiaddr.parse("/ip4/" + address(network, index) + "/tcp/" + PEER_PORT)));
        try (Host host = HostBuilder.of(key(self))
                        .transport(new TcpTransport())
                        .listen(addresses.get(id(self)))
                        .start();
                Stores stores = Stores.onDemand(
                        new RaftNetwork(host, peer -> List.of(named(addresses.get(peer), peer))),
                        new StoreSettings(
                                Path.of(arguments[3]),
                                Duration.parse(arguments[4]),
                                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                                System::nanoTime),
                        RandomGenerator.getDefault())) {
            var unused = stores.open(
                    GROUP,
                    addresses.keySet().stream()
                            .map(peer -> GroupMember.voter(peer, BEGINNING))
                            .toList());
            InetSocketAddress at = new InetSocketAddress(address(network, self), STORE_PORT);
            try (Stores.Served served = stores.serve(GROUP, Entrance.of(at))) {
                System.out.println("serves " + served);
                new CountDownLatch(1).await();
            }
        }
    }
}
