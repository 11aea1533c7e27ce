package io.beemesh.provider.resource.pool;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.resource.Operators;
import io.beemesh.provider.resource.PoolNodes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Runs the reconciler of MeshPools. */
public final class MeshPoolController implements AutoCloseable {
    private final MeshPoolReconciler reconciler;
    private final Operator operator;

    /**
     * Nothing happens before {@link #start}; the client is somebody else's to close.
     *
     * @param meshNode the name of the node of all other hosts, which no pool may have
     */
    public MeshPoolController(KubernetesClient client, PoolNodes nodes, String meshNode, Clock clock) {
        reconciler = new MeshPoolReconciler(nodes, meshNode, clock);
        operator = Operators.over(client);
    }

    /** The names of the nodes of all MeshPools; none if the cluster does not know MeshPools. Blocks. */
    public static List<String> nodeNames(KubernetesClient client) throws IOException {
        return list(client).stream().map(MeshPools::nodeName).distinct().toList();
    }

    /** All pools that can be had; none if the cluster does not know MeshPools. Blocks. */
    public static List<Pool> pools(KubernetesClient client) throws IOException {
        return list(client).stream().flatMap(MeshPoolController::read).toList();
    }

    private static List<MeshPool> list(KubernetesClient client) throws IOException {
        return switch (Answer.of(() -> client.resources(MeshPool.class).list().getItems())) {
            case Answer.Done<List<MeshPool>>(List<MeshPool> all) -> all;
            case Answer.Missing<List<MeshPool>>() -> List.of();
            case Answer.Conflict<List<MeshPool>>() -> throw new IOException("MeshPools cannot be listed: conflict");
            case Answer.Failed<List<MeshPool>>(String reason, boolean retryable) ->
                throw new IOException("MeshPools cannot be listed: " + reason);
        };
    }

    /** One that cannot be had is told so by the reconciler of whoever leads. */
    private static Stream<Pool> read(MeshPool held) {
        try {
            return Stream.of(MeshPools.read(held));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /** Starts the reconciler; returns when it knows all MeshPools. */
    public void start() {
        operator.register(reconciler);
        operator.start();
    }

    /** Has a pool's status looked at again soon; without it, that is done every five seconds. Any thread. */
    public void changed(String pool) {
        reconciler.nudge(pool);
    }

    /** Stops writing; MeshPools and their nodes stay as they are. Idempotent. */
    @Override
    public void close() {
        operator.stop();
    }
}
