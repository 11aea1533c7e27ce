package io.beemesh.e2e.twin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs manifests on both sides, some at a time, and compares. */
final class Twin {
    private final Path kubeconfig;
    private final String run;
    private final AtomicInteger rounds = new AtomicInteger();
    private final boolean keep;
    private final int atOnce;
    private final Semaphore places;

    /**
     * @param run part of the namespaces' names
     * @param keep whether pods and namespaces stay
     * @param atOnce how many manifests run at a time
     */
    Twin(Path kubeconfig, String run, boolean keep, int atOnce) {
        this.kubeconfig = kubeconfig;
        this.run = run;
        this.keep = keep;
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce, true);
    }

    /** What differs in one manifest. */
    record Result(Manifest manifest, List<Comparison.Difference> differences) {}

    /** Runs one for nothing but what it brings to both nodes: the image that all use. */
    Twin warmedBy(Manifest manifest) throws InterruptedException {
        run(List.of(manifest));
        return this;
    }

    List<Result> run(List<Manifest> manifests) throws InterruptedException {
        int round = rounds.incrementAndGet();
        try (var cluster = new Cluster(kubeconfig);
                var threads = Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("twin-", 0).factory())) {
            List<Future<Result>> results = manifests.stream()
                    .map(manifest -> threads.submit(() -> inPlace(cluster, round, manifest)))
                    .toList();
            List<Result> all = new ArrayList<>();
            for (Future<Result> result : results) {
                all.add(result.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a manifest could not be run", e.getCause());
        }
    }

    private Result inPlace(Cluster cluster, int round, Manifest manifest)
            throws InterruptedException, ExecutionException {
        int taken = manifest.alone() ? atOnce : 1;
        places.acquire(taken);
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("twin-" + manifest.slug() + "-", 0).factory())) {
            CaseRun mesh = new CaseRun(cluster, run + round, manifest, Side.MESH);
            CaseRun real = new CaseRun(cluster, run + round, manifest, Side.REAL);
            Future<?> first = threads.submit(() -> done(mesh));
            Future<?> second = threads.submit(() -> done(real));
            first.get();
            second.get();
            return new Result(manifest, Comparison.of(manifest.name(), mesh.recording(), real.recording()));
        } finally {
            places.release(taken);
        }
    }

    private Void done(CaseRun run) throws InterruptedException {
        run.run();
        if (!keep) {
            run.remove();
        }
        return null;
    }
}
