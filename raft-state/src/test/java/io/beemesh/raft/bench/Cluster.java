package io.beemesh.raft.bench;

import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.linearizability.Member;
import io.beemesh.raft.linearizability.StoreClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/** Three members of a store as processes of this machine, with their folders on its disk. For one thread. */
final class Cluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final String NETWORK = "127.0.0";

    /** How often they may not lead within ten seconds at first. */
    private static final int STARTS = 6;

    private static final int ETCD_PORT = 23790;

    private final Path folder;
    private final List<String> endpoints;
    private final List<List<String>> commands;
    private final List<Process> processes = new ArrayList<>();

    private Cluster(Path folder, List<String> endpoints, List<List<String>> commands) {
        this.folder = folder;
        this.endpoints = endpoints;
        this.commands = commands;
    }

    /**
     * A group over libp2p on TCP, by agents' options but for a larger heap: nobody compacts what is measured.
     *
     * <p>{@code beemesh.agent.options} says where the options are.
     */
    static Cluster ofGroup(Path folder, Duration leaderLost) throws Exception {
        List<List<String>> commands = numbers()
                .mapToObj(i -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + System.getProperty("beemesh.agent.options", "deploy/agent/java.options"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Member.class.getName(),
                        Integer.toString(i),
                        Integer.toString(SIZE),
                        NETWORK,
                        folder.resolve("member" + i).toString(),
                        leaderLost.toString()))
                .toList();
        return start(new Cluster(
                folder,
                numbers()
                        .mapToObj(i -> Member.address(NETWORK, i) + ":" + Member.STORE_PORT)
                        .toList(),
                commands));
    }

    /** The real etcd, as it is by default: its disk is synced. */
    static Cluster ofEtcd(Path program, Path folder) throws Exception {
        String all = numbers().mapToObj(i -> "m" + i + "=" + peer(i)).collect(Collectors.joining(","));
        List<List<String>> commands = numbers()
                .mapToObj(i -> List.of(
                        program.toString(),
                        "--name=m" + i,
                        "--data-dir=" + folder.resolve("etcd" + i),
                        "--listen-client-urls=http://" + client(i),
                        "--advertise-client-urls=http://" + client(i),
                        "--listen-peer-urls=" + peer(i),
                        "--initial-advertise-peer-urls=" + peer(i),
                        "--initial-cluster=" + all,
                        "--log-level=error"))
                .toList();
        return start(new Cluster(folder, numbers().mapToObj(Cluster::client).toList(), commands));
    }

    private static IntStream numbers() {
        return IntStream.range(0, SIZE);
    }

    private static String client(int index) {
        return "127.0.0.1:" + (ETCD_PORT + index);
    }

    private static String peer(int index) {
        return "http://127.0.0.1:" + (ETCD_PORT + SIZE + index);
    }

    private static Cluster start(Cluster cluster) throws Exception {
        for (int i = 0; i < SIZE; i++) {
            cluster.processes.add(cluster.process(i));
        }
        for (int tries = 1; ; tries++) {
            try {
                int leader = cluster.leader();
                assert leader >= 0;
                return cluster;
            } catch (IOException e) {
                if (tries == STARTS) {
                    cluster.close();
                    throw e;
                }
            }
        }
    }

    private Process process(int index) throws IOException {
        return new ProcessBuilder(commands.get(index))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log" + index).toFile()))
                .start();
    }

    /** Where its members answer. */
    List<String> endpoints() {
        return endpoints;
    }

    /** Which member leads, once all answer. */
    int leader() throws Exception {
        return Eventually.succeeds(() -> {
            int leader = -1;
            for (int i = 0; i < SIZE; i++) {
                leader = leads(i) ? i : leader;
            }
            if (leader < 0) {
                throw new IOException("nobody leads; see " + folder);
            }
            return leader;
        });
    }

    private boolean leads(int index) throws IOException {
        try (StoreClient client = new StoreClient(endpoints.get(index))) {
            return client.leads();
        } catch (StatusRuntimeException e) {
            throw new IOException(endpoints.get(index) + " does not answer; see " + folder, e);
        }
    }

    /** Ends a member without a word. */
    void kill(int index) {
        processes.get(index).destroyForcibly().onExit().join();
    }

    /** Starts it again. */
    void restart(int index) throws IOException {
        processes.set(index, process(index));
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
