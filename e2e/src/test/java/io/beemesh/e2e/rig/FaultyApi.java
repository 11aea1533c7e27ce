package io.beemesh.e2e.rig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/**
 * A way to the API server on which requests fare badly for as long as a test wants. Speaks plain HTTP, one request a
 * connection, and passes on what it is asked with the rights of the kubeconfig beside it.
 */
public final class FaultyApi implements AutoCloseable {
    private static final int HEAD_MAX = 64 * 1024;
    private static final Pattern SERVER = Pattern.compile("server: \\S+");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)");

    private final ServerSocket listener;
    private final URI target;
    private final SocketFactory sockets;
    private final Path kubeconfig;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Fault fault = new Fault.None();

    /** How requests fare. */
    public sealed interface Fault {
        /** Well. */
        record None() implements Fault {}

        /** All are answered with a status, and after how many seconds to try again. */
        record Refused(int status, int retryAfter) implements Fault {}

        /** Each is kept waiting, then passed on. */
        record Slow(Duration delay) implements Fault {}

        /** Each watch is cut after so long. */
        record ShortWatches(Duration life) implements Fault {}

        /** Each watch is answered with 410: what it is to begin with is compacted away. */
        record WatchesGone() implements Fault {}
    }

    private FaultyApi(ServerSocket listener, Config straight, Path kubeconfig) throws GeneralSecurityException {
        this.listener = listener;
        this.target = URI.create(straight.getMasterUrl());
        this.kubeconfig = kubeconfig;
        try {
            this.sockets = SSLUtils.sslContext(straight).getSocketFactory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens such a way beside the one that a kubeconfig names; all is well on it at first. */
    public static FaultyApi beside(Path kubeconfig) {
        try {
            ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            Path own = Files.createTempFile(kubeconfig.getParent(), "faulty", ".kubeconfig");
            String server = "server: http://127.0.0.1:" + listener.getLocalPort();
            Files.writeString(own, SERVER.matcher(Files.readString(kubeconfig)).replaceFirst(server));
            FaultyApi api = new FaultyApi(listener, Config.fromKubeconfig(kubeconfig.toFile()), own);
            Thread.ofVirtual().name("faulty-api").start(api::accept);
            return api;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(kubeconfig + " has no good certificates", e);
        }
    }

    /** The kubeconfig that leads through it. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** How requests fare from now on; what is under way is cut, so that watches begin anew. */
    public void fault(Fault next) {
        fault = next;
        open.forEach(FaultyApi::end);
    }

    /** How many requests there were. */
    public int requests() {
        return requests.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Thread.ofVirtual().name("faulty-api-request").start(() -> serve(near));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.err.println("faulty api: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket near) {
        open.add(near);
        try (near) {
            String head = readHead(near.getInputStream());
            if (!head.isEmpty()) {
                requests.incrementAndGet();
                answer(near, head);
            }
        } catch (IOException e) {
            // One of the ends is gone: so is the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
        }
    }

    private void answer(Socket near, String head) throws IOException, InterruptedException {
        boolean watch = head.lines().findFirst().orElse("").contains("watch=true");
        switch (fault) {
            case Fault.None() -> pass(near, head);
            case Fault.Refused(int status, int retryAfter) -> refuse(near, head, status, retryAfter);
            case Fault.Slow(Duration delay) -> {
                if (!closing.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    pass(near, head);
                }
            }
            case Fault.ShortWatches(Duration life) -> {
                if (watch) {
                    Thread.ofVirtual().name("faulty-api-cut").start(() -> cut(near, life));
                }
                pass(near, head);
            }
            case Fault.WatchesGone() -> {
                if (watch) {
                    refuse(near, head, 410, 0);
                } else {
                    pass(near, head);
                }
            }
        }
    }

    private static void refuse(Socket near, String head, int status, int retryAfter) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            near.getInputStream().skipNBytes(Long.parseLong(length.group(1)));
        }
        String reason = status == 410 ? "Expired" : status == 429 ? "TooManyRequests" : "InternalError";
        String body = """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "as the test wants it",
                 "reason": "%s", "code": %d}""".formatted(reason, status);
        String retry = retryAfter == 0 ? "" : "Retry-After: " + retryAfter + "\r\n";
        String answer = "HTTP/1.1 " + status + " " + reason + "\r\nContent-Type: application/json\r\n" + retry
                + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        near.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        near.shutdownOutput();
    }

    private void pass(Socket near, String head) throws IOException {
        try (Socket far = sockets.createSocket(target.getHost(), target.getPort())) {
            boolean upgrade = head.toLowerCase(Locale.ROOT).contains("\r\nupgrade:");
            String last = upgrade ? head : head.replaceFirst("\r\n", "\r\nConnection: close\r\n");
            far.getOutputStream().write(last.getBytes(StandardCharsets.ISO_8859_1));
            Thread.ofVirtual().name("faulty-api-out").start(() -> copy(near, far));
            far.getInputStream().transferTo(near.getOutputStream());
        }
    }

    private static void copy(Socket near, Socket far) {
        try {
            near.getInputStream().transferTo(far.getOutputStream());
        } catch (IOException e) {
            // The other direction has seen it as well.
        } finally {
            end(far);
        }
    }

    private void cut(Socket near, Duration life) {
        try {
            boolean ignored = closing.await(life.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(near);
    }

    /** The head of a request with the empty line after it; empty if there is none. */
    private static String readHead(InputStream from) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < HEAD_MAX) {
            int next = from.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void end(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println("faulty api: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        end(listener);
        open.forEach(FaultyApi::end);
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
