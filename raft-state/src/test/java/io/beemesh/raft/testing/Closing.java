package io.beemesh.raft.testing;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ends many things at once: Ratis takes about a second for each server. */
public final class Closing {
    private Closing() {}

    /** Closes all, and waits for all. */
    public static void all(Collection<? extends AutoCloseable> things) throws IOException {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = things.stream().map(Closing::task).toList();
            for (Future<Void> closed : each.invokeAll(tasks)) {
                closed.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("something did not close", e);
        }
    }

    private static Callable<Void> task(AutoCloseable thing) {
        return () -> {
            thing.close();
            return null;
        };
    }
}
