package io.beemesh.provider.pods.resolve;

import io.beemesh.provider.kube.KubeUnavailableException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One read of the API server, by whichever thread runs it first; any number may await its answer. */
final class PendingRead<T> {
    private final FutureTask<T> task;

    PendingRead(Callable<T> read) {
        this.task = new FutureTask<>(read);
    }

    /** Reads, unless another thread does or did; returns at once then. */
    void run() {
        task.run();
    }

    /** Blocks until the answer is there, and tells what the reader told if there is none. */
    T await() throws KubeUnavailableException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubeUnavailableException("the answer was not waited for", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KubeUnavailableException unavailable) {
                throw unavailable;
            }
            throw new KubeUnavailableException(String.valueOf(e.getCause()), e);
        }
    }

    /** Blocks until the read is over, whatever came of it. */
    void awaitEnd() throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException itsOwn) {
            // Told to those who await the answer.
        }
    }
}
