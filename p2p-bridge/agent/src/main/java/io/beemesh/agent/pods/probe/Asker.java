package io.beemesh.agent.pods.probe;

import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.ExecSpec;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks a container once. Safe for use by any thread.
 *
 * <p><i>Source:</i> kubelet, prober/prober.go; pkg/probe.
 */
public final class Asker implements Hooks {
    private static final String UNKNOWN = "unknown";
    private static final int OUTPUT_BYTES_MAX = 10 * 1024;

    /** What a limit that the question itself keeps is kept from outside with. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Podman podman;
    private final ThreadFactory threads;

    /** Runs commands through Podman, each on a thread of its own that it can leave. */
    public Asker(Podman podman, ThreadFactory threads) {
        this.podman = podman;
        this.threads = threads;
    }

    /** What a container said. */
    public sealed interface Answer {
        /** A yes. */
        record Yes() implements Answer {}

        /** A yes, with something that a person should see. */
        record Warned(String output) implements Answer {}

        /** A no, or nothing; the text is the kubelet's. */
        record No(String output) implements Answer {}

        /**
         * It could not be asked, or broke off, which says nothing of it.
         *
         * @param state the kubelet's word for it: unknown or failure
         */
        record Unasked(String state, String why) implements Answer {}
    }

    @Override
    public boolean run(Probe.Action hook, Target target, Duration limit) throws InterruptedException {
        return switch (ask(hook, target, limit, "lifecycle")) {
            case Answer.Yes yes -> true;
            case Answer.Warned warned -> true;
            case Answer.No no -> false;
            case Answer.Unasked unasked -> false;
        };
    }

    /** Asks, and waits for the answer at most that long. */
    public Answer ask(Probe.Action action, Target target, Duration limit) throws InterruptedException {
        return ask(action, target, limit, "probe");
    }

    private Answer ask(Probe.Action action, Target target, Duration limit, String asker) throws InterruptedException {
        return switch (action) {
            case Probe.Action.Sleep sleep -> sleep(Math.min(sleep.seconds(), limit.toSeconds()));
            case Probe.Action.TcpSocket tcp ->
                within(limit, late(limit), () -> connect(host(tcp.host(), target), port(tcp.port(), target), limit));
            case Probe.Action.HttpGet http ->
                within(limit.plus(MARGIN), late(limit), () -> HttpAsker.get(question(http, target, asker), limit));
            case Probe.Action.Grpc grpc ->
                within(limit.plus(MARGIN), late(limit), () -> GrpcAsker.check(grpc, host("", target), limit));
            case Probe.Action.Exec exec -> execWithin(limit, exec.command(), target);
        };
    }

    private static String late(Duration limit) {
        return "timed out after " + limit.toSeconds() + "s";
    }

    private static Answer sleep(long seconds) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        return never.await(seconds, TimeUnit.SECONDS) ? new Answer.No("") : new Answer.Yes();
    }

    /**
     * A command that Podman did not even begin, or did not speak of any more, says nothing of the container. The start
     * of one that runc runs is within the limit, as with a kubelet.
     */
    private Answer execWithin(Duration limit, List<String> command, Target target) throws InterruptedException {
        AtomicBoolean begun = new AtomicBoolean();
        String words = "command timed out: \"" + String.join(" ", command) + "\" " + late(limit);
        Answer answer = within(limit, words, () -> exec(command, target, begun));
        boolean late = answer.equals(new Answer.No(words));
        if (late && !begun.get()) {
            return new Answer.Unasked(UNKNOWN, "podman did not begin the command, " + late(limit));
        }
        return late && isPodmanSilent() ? new Answer.Unasked(UNKNOWN, "podman fell silent, " + late(limit)) : answer;
    }

    private boolean isPodmanSilent() throws InterruptedException {
        Answer answer = within(MARGIN, "", () -> {
            String version = podman.version();
            return version.isEmpty() ? new Answer.No("") : new Answer.Yes();
        });
        return !answer.equals(new Answer.Yes());
    }

    private Answer within(Duration limit, String late, Ask ask) throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread thread = threads.newThread(() -> {
            try {
                answer.complete(ask.ask());
            } catch (UnknownPort e) {
                answer.complete(new Answer.Unasked(UNKNOWN, e.words));
            } catch (IOException e) {
                answer.complete(new Answer.No(String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Answer.No(late);
        } catch (ExecutionException e) {
            return new Answer.No(String.valueOf(e.getCause()));
        } finally {
            thread.interrupt();
        }
    }

    /** No port of the container has that name; a kubelet then tries to read the name as a number. */
    private static final class UnknownPort extends IOException {
        private final String words;

        UnknownPort(String name) {
            super("couldn't find port: " + name);
            words = "strconv.Atoi: parsing \"" + name + "\": invalid syntax";
        }
    }

    private interface Ask {
        Answer ask() throws IOException, InterruptedException;
    }

    private static Answer connect(String host, int port, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
            return new Answer.Yes();
        } catch (ConnectException e) {
            return new Answer.No("dial tcp " + host + ":" + port + ": connect: connection refused");
        }
    }

    private Answer exec(List<String> command, Target target, AtomicBoolean begun) throws InterruptedException {
        try (ExecSession session = podman.exec(target.containerId(), new ExecSpec(command, false, true, true, false))) {
            begun.set(true);
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            for (ExecSession.Output out = session.read(); out != null; out = session.read()) {
                kept.write(out.bytes(), 0, Math.min(out.bytes().length, OUTPUT_BYTES_MAX - kept.size()));
            }
            return switch (session.await()) {
                case ExecSession.Ended ended when ended.code() == 0 -> new Answer.Yes();
                case ExecSession.Ended ended -> new Answer.No(kept.toString(StandardCharsets.UTF_8));
                case ExecSession.NotRun not -> new Answer.Unasked(UNKNOWN, not.message());
            };
        } catch (IOException e) {
            return new Answer.Unasked(UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    private static HttpQuestion question(Probe.Action.HttpGet get, Target target, String asker) throws IOException {
        return HttpQuestion.of(get, host(get.host(), target), port(get.port(), target), asker);
    }

    private static String host(String given, Target target) throws IOException {
        if (!given.isEmpty()) {
            return given;
        }
        if (target.podIps().isEmpty()) {
            throw new IOException("the pod has no address");
        }
        return target.podIps().getFirst();
    }

    private static int port(Probe.Port port, Target target) throws IOException {
        if (port.name().isEmpty()) {
            return port.number();
        }
        return target.container().ports().stream()
                .filter(p -> p.name().equals(port.name()))
                .mapToInt(Container.Port::containerPort)
                .findFirst()
                .orElseThrow(() -> new UnknownPort(port.name()));
    }
}
