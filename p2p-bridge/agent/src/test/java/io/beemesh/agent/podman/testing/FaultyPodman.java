package io.beemesh.agent.podman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A socket before that of a real Podman, which passes everything on until a test has it answer slowly, wrongly or not
 * at all. A change breaks off all connections, as a restart does. Thread-safe.
 */
public final class FaultyPodman implements AutoCloseable {
    private static final long SLOW_MILLIS = 1_500;
    private static final int BUFFER_BYTES = 16 << 10;

    private final Path real;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Phaser answered = new Phaser(1);
    private volatile State state = new State(Fault.NONE);

    /** What is wrong with it. */
    public enum Fault {
        /** Nothing. */
        NONE(""),
        /** Each request is passed on late. */
        SLOW(""),
        /** No answer, ever. */
        SILENT(""),
        /** The connection is closed instead of an answer. */
        CLOSED(""),
        /** It fails at everything. */
        FAILING(http("500 Internal Server Error", "{\"cause\":\"disk\",\"message\":\"database is locked\"}")),
        /** What answers is something else. */
        FOREIGN(http("404 Not Found", "404 page not found")),
        /** What it says is no HTTP. */
        GARBAGE("\0\1\2 no http\r\n\r\n"),
        /** The JSON ends in the middle. */
        TRUNCATED(http("200 OK", "[{\"Id\":\"0123\",\"Names\":[\"we")),
        /** An answer that says nothing. */
        EMPTY(http("200 OK", "{}"));

        private final String answer;

        Fault(String answer) {
            this.answer = answer;
        }

        private static String http(String status, String body) {
            return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body;
        }
    }

    /** A fault, and its end. */
    private record State(Fault fault, CountDownLatch over) {
        State(Fault fault) {
            this(fault, new CountDownLatch(1));
        }
    }

    private FaultyPodman(Path real, ServerSocketChannel server) {
        this.real = real;
        this.server = server;
    }

    /** Listens at one path, before the Podman at another. */
    public static FaultyPodman open(Path socket, Path real) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        FaultyPodman faulty = new FaultyPodman(real, server);
        Thread.ofVirtual().name("faulty-podman").start(faulty::accept);
        return faulty;
    }

    /** Begins a fault, or ends it with {@link Fault#NONE}. */
    public void set(Fault fault) throws IOException {
        State before = state;
        state = new State(fault);
        before.over().countDown();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    /** Waits until so many more requests met the fault. */
    public void awaitRequests(int count) throws InterruptedException, TimeoutException {
        int phase = answered.getPhase();
        for (int i = 0; i < count; i++) {
            phase = answered.awaitAdvanceInterruptibly(phase, 30, TimeUnit.SECONDS);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                open.add(client);
                State now = state;
                Thread.ofVirtual().name("faulty-podman-connection").start(() -> serve(client, now));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(SocketChannel client, State now) {
        try (client) {
            switch (now.fault()) {
                case NONE, SLOW -> passOn(client, now);
                default -> {
                    readHead(Channels.newInputStream(client));
                    answered.arrive();
                    if (now.fault() == Fault.SILENT) {
                        now.over().await();
                    }
                    Channels.newOutputStream(client).write(now.fault().answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // One side has closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** The body may come as it likes: nobody waits for what it would be answered with. */
    private static void readHead(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    private void passOn(SocketChannel client, State now) throws IOException {
        try (SocketChannel podman = SocketChannel.open(UnixDomainSocketAddress.of(real))) {
            open.add(podman);
            Thread.ofVirtual().name("faulty-podman-answers").start(() -> copy(podman, client, () -> {}));
            copy(client, podman, () -> {
                if (now.fault() == Fault.SLOW) {
                    answered.arrive();
                    boolean ended = now.over().await(SLOW_MILLIS, TimeUnit.MILLISECONDS);
                    assert !ended || state != now;
                }
            });
            open.remove(podman);
        }
    }

    private interface Pause {
        void run() throws InterruptedException;
    }

    private static void copy(SocketChannel from, SocketChannel to, Pause before) {
        try (from) {
            InputStream in = Channels.newInputStream(from);
            OutputStream out = Channels.newOutputStream(to);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                before.run();
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side has closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        set(Fault.CLOSED);
    }
}
