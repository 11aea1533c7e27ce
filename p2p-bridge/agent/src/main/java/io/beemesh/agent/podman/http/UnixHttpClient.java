package io.beemesh.agent.podman.http;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 (RFC 9112) over a unix socket: docker-java's transport, which passes on the end of standard input, and the
 * agent's own way to libpod's endpoints.
 *
 * <p>Safe for use by many threads; best by virtual ones. A connection is used again only after its answer was read to
 * the end; at most {@link Idle#CONNECTIONS_MAX} are kept. Closing a response that was not read to the end closes its
 * connection, which ends what Podman does for it.
 */
public final class UnixHttpClient implements DockerHttpClient {

    /** No bound for the time until an answer begins. */
    public static final Duration UNBOUNDED = Duration.ZERO;

    private static final int WRITE_BUFFER_BYTES = 8192;

    private final Path socket;
    private final Idle idle = new Idle();
    private final ScheduledThreadPoolExecutor deadlines;

    /** A client for the socket at this path, which need not be there yet. */
    public UnixHttpClient(Path socket) {
        this.socket = socket;
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("podman-deadlines").factory());
        this.deadlines.setRemoveOnCancelPolicy(true);
        this.deadlines.setKeepAliveTime(1, TimeUnit.SECONDS);
        this.deadlines.allowCoreThreadTimeOut(true);
    }

    /**
     * docker-java's door: no bound for the time until the answer. With a hijacked input the connection is upgraded, the
     * input is copied to it on a thread of its own, and its end is passed on.
     *
     * @throws UncheckedIOException the socket cannot be reached or what it says is no HTTP
     */
    @Override
    public Response execute(Request request) {
        try {
            InputStream input = request.hijackedInput();
            if (input == null) {
                return execute(request, UNBOUNDED);
            }
            Upgraded upgraded = upgrade(request, UNBOUNDED);
            Thread.ofVirtual().name("podman-stdin").start(() -> copy(input, upgraded.out()));
            return upgraded.response();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a request and reads the head of its answer.
     *
     * @param answer how long that may take, or {@link #UNBOUNDED}; reading the body has no bound
     */
    public Response execute(Request request, Duration answer) throws IOException {
        Exchange exchange = exchange(request, answer, false);
        UnixConnection connection = exchange.connection();
        Runnable whenComplete = () -> release(exchange);
        try {
            return new StreamResponse(
                    exchange.head(), Body.of(exchange.head(), connection.in(), whenComplete), connection);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Sends a request that turns the connection into two streams. An answer other than 101 or 200 is in
     * {@link Upgraded#response()} like any other.
     */
    public Upgraded upgrade(Request request, Duration answer) throws IOException {
        Exchange exchange = exchange(request, answer, true);
        UnixConnection connection = exchange.connection();
        Body body = Body.of(exchange.head(), connection.in(), () -> {});
        return new Upgraded(new StreamResponse(exchange.head(), body, connection), connection.out());
    }

    /** Opens a connection, says nothing, and returns when the peer ended it or cannot be reached. */
    public void awaitPeerEnd() throws InterruptedException {
        try (UnixConnection connection = UnixConnection.open(socket)) {
            int answer = connection.in().read();
            if (answer >= 0) {
                throw new IOException("the peer spoke unasked");
            }
        } catch (IOException e) {
            // An end like any other.
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * An upgraded connection.
     *
     * @param response whose body is what comes; closing it ends the connection
     * @param out what goes, unbuffered; closing it tells the peer that no more comes
     */
    public record Upgraded(Response response, OutputStream out) {}

    private record Exchange(UnixConnection connection, ResponseHead head) {}

    private Exchange exchange(Request request, Duration answer, boolean upgrade) throws IOException {
        UnixConnection kept = upgrade ? null : idle.take();
        if (kept != null) {
            try {
                return exchangeOn(kept, request, answer, false);
            } catch (IOException e) {
                // The peer closed it as we took it. What is a stream cannot be sent twice.
                if (!wasNeverRead(e) || request.body() != null) {
                    throw e;
                }
            }
        }
        return exchangeOn(UnixConnection.open(socket), request, answer, upgrade);
    }

    /** Whether a failure says that the peer had closed before it read the request: then nothing was done for it. */
    private static boolean wasNeverRead(IOException failure) {
        return failure instanceof SocketException || "Broken pipe".equals(failure.getMessage());
    }

    private Exchange exchangeOn(UnixConnection connection, Request request, Duration answer, boolean upgrade)
            throws IOException {
        Deadline deadline = new Deadline(connection, answer);
        boolean done = false;
        try {
            send(request, connection, upgrade);
            ResponseHead head = ResponseHead.read(connection.in());
            done = true;
            return new Exchange(connection, head);
        } catch (IOException e) {
            throw deadline.passed ? new IOException("no answer within " + answer.toMillis() + " ms", e) : e;
        } finally {
            deadline.cancel();
            if (!done) {
                connection.close();
            }
        }
    }

    /** Closes a connection in time, and says so before whoever reads from it can ask. */
    private final class Deadline {

        private final @Nullable ScheduledFuture<?> pending;
        private volatile boolean passed;

        Deadline(UnixConnection connection, Duration answer) {
            this.pending = answer.isZero()
                    ? null
                    : deadlines.schedule(() -> pass(connection), answer.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void pass(UnixConnection connection) {
            passed = true;
            connection.close();
        }

        void cancel() {
            if (pending != null) {
                pending.cancel(false);
            }
        }
    }

    private static void send(Request request, UnixConnection connection, boolean upgrade) throws IOException {
        OutputStream out = new BufferedOutputStream(connection.out(), WRITE_BUFFER_BYTES);
        byte[] bytes = request.bodyBytes();
        InputStream stream = bytes == null ? request.body() : null;
        StringBuilder head = new StringBuilder(256)
                .append(request.method() + " " + request.path() + " HTTP/1.1\r\nHost: podman\r\n");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            head.append(header.getKey() + ": " + header.getValue() + "\r\n");
        }
        head.append(upgrade ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "");
        if (stream != null) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (bytes != null || request.method().equals("POST")) {
            head.append("Content-Length: " + (bytes == null ? 0 : bytes.length) + "\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (bytes != null) {
            out.write(bytes);
        } else if (stream != null) {
            sendChunked(stream, out);
        }
        out.flush();
    }

    private static void sendChunked(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[WRITE_BUFFER_BYTES];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (n > 0) {
                out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.write(chunk, 0, n);
                out.write('\r');
                out.write('\n');
            }
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private void release(Exchange exchange) {
        if (exchange.head().says("Connection", "close")) {
            exchange.connection().close();
        } else {
            idle.give(exchange.connection());
        }
    }

    private static void copy(InputStream in, OutputStream out) {
        try (in;
                out) {
            in.transferTo(out);
        } catch (IOException e) {
            // One side is gone: whoever reads the response sees its end.
        }
    }

    /** Closes what is idle; requests under way go on. */
    @Override
    public void close() {
        idle.close();
        deadlines.shutdownNow();
    }
}
