package io.beemesh.raft.stores;

import io.beemesh.raft.store.Keyspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a host keeps its stores.
 *
 * @param folder where each group has a folder of its own
 * @param leaderLost how long a member hears nothing of its leader before it stands for election
 * @param quotaBytes what each store may take, in memory
 * @param nanos a time that only goes on, as {@link System#nanoTime}
 */
public record StoreSettings(Path folder, Duration leaderLost, long quotaBytes, LongSupplier nanos) {
    /** For an edge host, whose ways are slow at times. */
    public static StoreSettings edge(Path folder, LongSupplier nanos) {
        return new StoreSettings(folder, Duration.ofSeconds(2), Keyspace.QUOTA_BYTES, nanos);
    }
}
