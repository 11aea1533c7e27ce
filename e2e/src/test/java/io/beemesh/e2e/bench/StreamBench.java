package io.beemesh.e2e.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What streams through the API server take, to a pod of the mesh and to one of a real kubelet, in turn: exec and its
 * exit code, a log of 8 MB, 100 MiB from a port.
 *
 * <p>Arguments: the real node's name, an image with {@code sh}, {@code yes} and {@code nc}, the number of rounds.
 */
final class StreamBench implements AutoCloseable {
    private static final String NAMESPACE = "default";
    private static final int EXECS_A_ROUND = 5;
    private static final int LOG_LINES = 8000;
    private static final int PORT_BYTES = 100 << 20;
    private static final int PORT = 8080;
    private static final int READY_SECONDS_MAX = 60;
    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:([0-9]+) ->.*");

    /** Writes its log, is Ready when that is done, and has a port that answers with zeros. */
    private static final String SCRIPT = """
            yes "$(printf %%0999d 0)" | head -n %d
            printf '#!/bin/sh\\nexec head -c %d /dev/zero\\n' >/tmp/zeros
            chmod +x /tmp/zeros
            exec nc -ll -p %d -e /tmp/zeros
            """.formatted(LOG_LINES, PORT_BYTES, PORT);

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final Map<PodTarget, Pod> pods = new LinkedHashMap<>();

    public static void main(String[] args) throws Exception {
        var targets = List.of(PodTarget.mesh(), PodTarget.kubelet(args[0]));
        int rounds = Integer.parseInt(args[2]);
        try (var bench = new StreamBench()) {
            for (PodTarget target : targets) {
                bench.start(target, args[1]);
            }
            bench.compare("exec of true", EXECS_A_ROUND * rounds, StreamBench::exec)
                    .print();
            bench.compare("logs", Math.max(3, rounds / 4), StreamBench::logs).print(LOG_LINES * 1000L);
            bench.compare("port-forward", Math.max(3, rounds / 4), StreamBench::forward)
                    .print(PORT_BYTES);
        }
        System.exit(0); // threads of the client's HTTP library outlive it
    }

    private void start(PodTarget target, String image) {
        Pod pod = target.pod(NAMESPACE, "streams", image);
        pod.getSpec().getContainers().getFirst().setCommand(List.of("sh", "-c", SCRIPT));
        client.resource(pod).create();
        client.resource(pod).waitUntilReady(READY_SECONDS_MAX, TimeUnit.SECONDS);
        pods.put(target, pod);
    }

    /** One stream to a pod, from its beginning to its end. */
    private interface Stream {
        void run(PodResource pod) throws Exception;
    }

    /** The times of both, in turn. */
    private record Compared(String what, Timings mesh, Timings kubelet) {
        void print() {
            System.out.printf("%s%n  beemesh  %s%n  kubelet  %s%n", what, mesh, kubelet);
            System.out.printf("  ratio    p50 %6.2f%n", mesh.p50() / kubelet.p50());
        }

        void print(long bytes) {
            System.out.printf("%s%n  beemesh  %s%n  kubelet  %s%n", what, rate(mesh, bytes), rate(kubelet, bytes));
            System.out.printf("  ratio    p50 %6.2f%n", kubelet.p50() / mesh.p50());
        }

        private static String rate(Timings timings, long bytes) {
            double each = bytes / 1e3 / timings.p50();
            return String.format(
                    Locale.ROOT, "p50 %6.0f MB/s   n %d", each, timings.millis().size());
        }
    }

    private Compared compare(String what, int rounds, Stream stream) throws Exception {
        List<List<Double>> millis = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = -1; round < rounds; round++) {
            int side = 0;
            for (Pod pod : pods.values()) {
                long began = System.nanoTime();
                stream.run(client.pods().resource(pod));
                double took = (System.nanoTime() - began) / 1e6;
                if (round >= 0) { // the first is for warmth
                    millis.get(side).add(took);
                }
                side++;
            }
        }
        return new Compared(what, new Timings(millis.get(0)), new Timings(millis.get(1)));
    }

    private static void exec(PodResource pod) throws Exception {
        try (ExecWatch exec = pod.writingOutput(OutputStream.nullOutputStream()).exec("true")) {
            expect(exec.exitCode().get(), 0, "exit code");
        }
    }

    private static void logs(PodResource pod) throws Exception {
        try (InputStream in = pod.getLogInputStream()) {
            expect(in.transferTo(OutputStream.nullOutputStream()), LOG_LINES * 1000L, "bytes of the log");
        }
    }

    /** Without the start of kubectl there is no port; what it takes is the same for both. */
    private static void forward(PodResource pod) throws Exception {
        Process process = new ProcessBuilder(
                        "kubectl",
                        "port-forward",
                        "pod/" + pod.get().getMetadata().getName(),
                        ":" + PORT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(new File("/dev/null"))
                .start();
        try {
            Matcher matcher =
                    FORWARDING.matcher(String.valueOf(process.inputReader().readLine()));
            expect(matcher.matches() ? 1 : 0, 1, "port that kubectl forwards");
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(matcher.group(1)))) {
                expect(
                        socket.getInputStream().transferTo(OutputStream.nullOutputStream()),
                        PORT_BYTES,
                        "bytes of the port");
            }
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void expect(long found, long expected, String what) throws IOException {
        if (found != expected) {
            throw new IOException(what + ": " + found + " (expected: " + expected + ")");
        }
    }

    @Override
    public void close() {
        pods.values().forEach(pod -> client.resource(pod).withGracePeriod(0L).delete());
        client.close();
    }
}
