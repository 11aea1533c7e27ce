package io.beemesh.raft.front.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives whoever connects a store of its own, a group of three, until the connection ends: {@code
 * e2e/peers/storage/test_server.go} says what is asked and answered.
 */
public final class FreshStores implements AutoCloseable {
    private static final Duration LEADER_LOST = Duration.ofMillis(300);

    private final Path folder;
    private final ServerSocket door;
    private final ExecutorService each = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger next = new AtomicInteger();

    private FreshStores(Path folder, ServerSocket door) {
        this.folder = folder;
        this.door = door;
    }

    /** Begins to listen. */
    public static FreshStores open(Path folder) throws IOException {
        FreshStores stores =
                new FreshStores(folder, new ServerSocket(0, /* backlog= */ 50, InetAddress.getLoopbackAddress()));
        stores.each.execute(stores::listen);
        return stores;
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    private void listen() {
        try {
            while (true) {
                Socket client = door.accept();
                each.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            Duration progress = Duration.ofMillis(Long.parseLong(in.readLine()));
            try (ServedGroup group =
                    ServedGroup.start(folder.resolve("store-" + next.incrementAndGet()), LEADER_LOST, progress)) {
                String answer = group.endpoints().getFirst() + "\n";
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                var ended = in.read();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a store was not given, or did not end", e);
        }
    }

    /** Gives no more; those that are open end with their connections. */
    @Override
    public void close() throws IOException {
        door.close();
        each.shutdownNow();
    }
}
