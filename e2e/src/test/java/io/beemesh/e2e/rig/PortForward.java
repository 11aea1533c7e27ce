package io.beemesh.e2e.rig;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code kubectl port-forward} that runs, and what clients of it do. */
public final class PortForward implements AutoCloseable {
    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:([0-9]+) ->.*");
    private static final long SEED = 42;

    private final Process process;
    private final Path errors;
    private final int localPort;

    private PortForward(Process process, Path errors, int localPort) {
        this.process = process;
        this.errors = errors;
        this.localPort = localPort;
    }

    /**
     * Starts it; it listens when this returns.
     *
     * @param pod its name
     * @param port of the pod
     * @param webSocket whether kubectl speaks SPDY within WebSocket, its default, or SPDY alone
     */
    public static PortForward start(Kubectl kubectl, String pod, int port, boolean webSocket) {
        try {
            Path errors = Files.createTempFile("beemesh-port-forward", ".log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            kubectl.program().toString(),
                            "--namespace=" + kubectl.namespace(),
                            "port-forward",
                            "--address=127.0.0.1",
                            "pod/" + pod,
                            ":" + port))
                    .redirectError(errors.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().put("KUBECONFIG", kubectl.kubeconfig().toString());
            builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", Boolean.toString(webSocket));
            Process process = builder.start();
            String line = String.valueOf(process.inputReader().readLine());
            Matcher matcher = FORWARDING.matcher(line);
            if (!matcher.matches()) {
                process.destroyForcibly();
                throw new AssertionError("kubectl port-forward said: " + line + "\n" + Files.readString(errors));
            }
            return new PortForward(process, errors, Integer.parseInt(matcher.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kubectl port-forward", e);
        }
    }

    /** A new connection. */
    public Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), localPort);
        socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
        return socket;
    }

    /** Sends a text, says that it was the last, and reads the whole answer. */
    public String ask(String question) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * As many connections at once as are said, to a pod that sends back what it gets; what each was answered, in order.
     *
     * <p>All are open before the first says its last. They are opened one after another, each proved by a byte that
     * comes back: busybox' nc lets one wait to be accepted, and the kernel turns others away.
     */
    public List<String> askAtOnce(int questions) throws IOException {
        List<Socket> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < questions; i++) {
                Socket socket = connect();
                open.add(socket);
                socket.getOutputStream().write(("question " + i).getBytes(StandardCharsets.UTF_8));
                if (socket.getInputStream().read() != 'q') {
                    throw new AssertionError("connection " + i + " gave no answer");
                }
            }
            List<CompletableFuture<String>> answers = open.stream()
                    .map(socket -> CompletableFuture.supplyAsync(() -> "q" + last(socket), threads))
                    .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static String last(Socket socket) {
        try {
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends so many bytes to a pod that sends them back; fails unless the same come back. */
    public void echo(int bytes) throws IOException {
        byte[] sent = new byte[bytes];
        new Random(SEED).nextBytes(sent);
        try (Socket socket = connect();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?> sending = CompletableFuture.runAsync(() -> send(socket, sent), threads);
            byte[] back = socket.getInputStream().readAllBytes();
            sending.join();
            if (!Arrays.equals(back, sent)) {
                throw new AssertionError("sent " + sent.length + " bytes, got " + back.length + ", first difference at "
                        + Arrays.mismatch(back, sent));
            }
        }
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What kubectl wrote to standard error so far. */
    public String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Waits for kubectl to end by itself and gives its exit code. */
    public int awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("kubectl port-forward still runs after " + limit);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(errors);
    }
}
