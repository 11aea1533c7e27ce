package io.beemesh.agent.supervisor.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A unix datagram socket that listens as systemd's does, in a program of its own: the JDK has none. */
public final class NotifyListener implements AutoCloseable {
    private static final long WAIT_SECONDS_MAX = 30;

    private static final String PROGRAM = """
            import socket, sys
            path = sys.argv[1]
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            listener.bind('\\0' + path[1:] if path.startswith('@') else path)
            print('listening', flush=True)
            while True:
                print(listener.recv(4096).decode().replace('\\n', '|'), flush=True)
            """;

    private final Process process;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Listens at a path, or at a name of the abstract namespace after an {@code @}. */
    public NotifyListener(String address) throws IOException {
        process = new ProcessBuilder("python3", "-c", PROGRAM, address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        if (!"listening".equals(out.readLine())) {
            throw new IOException("no datagram socket at " + address + " (expected: python3 on the PATH)");
        }
        Thread.ofVirtual().name("notify-listener").start(() -> read(out));
    }

    private void read(BufferedReader out) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                heard.add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The lines of the next message. */
    public List<String> next() throws InterruptedException {
        String message = heard.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing was told within " + WAIT_SECONDS_MAX + " s");
        }
        return List.of(message.split("\\|", -1));
    }

    /** The lines of the first message from now on that has this one. */
    public List<String> await(String line) throws InterruptedException {
        List<String> message = next();
        while (!message.contains(line)) {
            message = next();
        }
        return message;
    }

    /** What was told and not yet asked for, as messages with bars between their lines. */
    public List<String> rest() {
        List<String> rest = new ArrayList<>();
        heard.drainTo(rest);
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
