package io.beemesh.e2e.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Create to Ready as a watch sees it, on the mesh and on a real kubelet of the same cluster, in turn.
 *
 * <p>Arguments: the real node's name, an image with {@code sleep}, the number of rounds.
 */
final class PodStartBench implements AutoCloseable {
    private static final String NAMESPACE = "default";
    private static final int BURST_SECONDS_MAX = 300;

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final String image;
    private final Watch watch;
    private final Map<String, CountDownLatch> ready = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gone = new ConcurrentHashMap<>();
    private final Map<String, Long> readyAtNanos = new ConcurrentHashMap<>();

    PodStartBench(String image) {
        this.image = image;
        this.watch = client.pods().inNamespace(NAMESPACE).withLabel("bench").watch(new ReadyWatcher());
    }

    public static void main(String[] args) throws InterruptedException {
        var targets = List.of(PodTarget.mesh(), PodTarget.kubelet(args[0]));
        int rounds = Integer.parseInt(args[2]);
        try (var bench = new PodStartBench(args[1])) {
            for (PodTarget target : targets) {
                bench.burst(target, "warm", 2);
            }
            bench.compare(targets, 1, rounds);
            bench.compare(targets, 10, Math.max(1, rounds / 10));
            bench.compare(targets, 50, 1);
        }
        System.exit(0); // threads of the client's HTTP library outlive it
    }

    private void compare(List<PodTarget> targets, int atOnce, int rounds) throws InterruptedException {
        Map<PodTarget, List<Double>> millis = new ConcurrentHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (PodTarget target : targets) {
                var burst = burst(target, atOnce + "-" + round, atOnce);
                millis.computeIfAbsent(target, t -> new ArrayList<>()).addAll(burst.millis());
            }
        }
        var mesh = new Timings(millis.get(targets.get(0)));
        var kubelet = new Timings(millis.get(targets.get(1)));
        System.out.printf("create to Ready, %d at once%n  beemesh  %s%n  kubelet  %s%n", atOnce, mesh, kubelet);
        System.out.printf(
                "  ratio    p50 %6.2f      p99 %6.2f%n", mesh.p50() / kubelet.p50(), mesh.p99() / kubelet.p99());
    }

    /** Creates pods at the same time, waits until all were Ready, deletes them and waits until they are gone. */
    private Timings burst(PodTarget target, String round, int count) throws InterruptedException {
        var pods = IntStream.range(0, count)
                .mapToObj(i -> target.pod(NAMESPACE, round + "-" + i, image))
                .toList();
        pods.forEach(pod -> ready.put(pod.getMetadata().getName(), new CountDownLatch(1)));
        pods.forEach(pod -> gone.put(pod.getMetadata().getName(), new CountDownLatch(1)));
        long[] tookNanos = new long[count];
        var threads = IntStream.range(0, count)
                .mapToObj(i -> Thread.ofVirtual().name("bench-" + i).start(() -> tookNanos[i] = create(pods.get(i))))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        pods.forEach(pod -> client.resource(pod).withGracePeriod(0L).delete());
        for (Pod pod : pods) {
            await(gone.get(pod.getMetadata().getName()), pod, "gone");
        }
        return Timings.ofNanos(tookNanos);
    }

    private long create(Pod pod) {
        String name = pod.getMetadata().getName();
        long began = System.nanoTime();
        client.resource(pod).create();
        await(ready.get(name), pod, "Ready");
        return readyAtNanos.get(name) - began;
    }

    private static void await(CountDownLatch latch, Pod pod, String what) {
        try {
            if (!latch.await(BURST_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        pod.getMetadata().getName() + " not " + what + " within " + BURST_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }

    private final class ReadyWatcher implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {
            String name = pod.getMetadata().getName();
            if (action == Action.DELETED && gone.containsKey(name)) {
                gone.get(name).countDown();
            } else if (isReady(pod) && ready.containsKey(name)) {
                readyAtNanos.putIfAbsent(name, System.nanoTime());
                ready.get(name).countDown();
            }
        }

        private boolean isReady(Pod pod) {
            return pod.getStatus().getConditions().stream()
                    .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new IllegalStateException("the watch ended: run the measurement again", cause);
        }
    }
}
