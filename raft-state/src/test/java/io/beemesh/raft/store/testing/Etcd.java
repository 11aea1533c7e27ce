package io.beemesh.raft.store.testing;

import io.beemesh.libp2p.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real etcd of one member, started with an empty folder. */
public final class Etcd implements AutoCloseable {
    private static final String PLACE = "BEEMESH_ETCD";

    private final Process process;
    private final String address;

    private Etcd(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Where its program is, as {@code e2e/rig/etcd path} says. */
    public static Optional<Path> program() {
        return Optional.ofNullable(System.getenv(PLACE)).map(folder -> Path.of(folder, "etcd"));
    }

    /** Starts it and waits until it answers. */
    public static Etcd start(Path program, Path folder) throws Exception {
        String client = "127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=http://" + client,
                        "--advertise-client-urls=http://" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--unsafe-no-fsync",
                        "--log-level=error"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile())
                .start();
        Etcd etcd = new Etcd(process, client);
        try (GrpcTarget target = new GrpcTarget(client)) {
            Eventually.succeeds(() -> {
                if (target.ask(Calls.parse("get a")).startsWith("error")) {
                    throw new IOException("etcd does not answer yet; see " + folder.resolve("etcd.log"));
                }
                return etcd;
            });
        }
        return etcd;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it answers. */
    public String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
