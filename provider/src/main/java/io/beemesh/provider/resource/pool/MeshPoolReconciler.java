package io.beemesh.provider.resource.pool;

import io.beemesh.provider.pool.PoolState;
import io.beemesh.provider.resource.ConditionFact;
import io.beemesh.provider.resource.ConditionFact.Truth;
import io.beemesh.provider.resource.Operators;
import io.beemesh.provider.resource.PoolNodes;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Has a node run for each MeshPool and says how it fares; a deleted one goes when its node is gone. */
@ControllerConfiguration(name = "meshpool")
final class MeshPoolReconciler implements Reconciler<MeshPool>, Cleaner<MeshPool> {
    // A look costs nothing: what it asks is in memory, and only what changed is written.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration REMOVAL_LOOK = Duration.ofSeconds(1);
    private static final String READY = "Ready";
    private static final String INVALID = "Invalid";
    // Times of creation are whole seconds: who has the node already keeps it.
    private static final Comparator<MeshPool> FIRST = Comparator.comparing(MeshPoolReconciler::isNodeless)
            .thenComparing(pool -> pool.getMetadata().getCreationTimestamp())
            .thenComparing(pool -> pool.getMetadata().getName());

    private final PoolNodes nodes;
    private final String meshNode;
    private final Clock clock;
    private final SimpleInboundEventSource<MeshPool> changes = new SimpleInboundEventSource<>();
    private volatile Optional<IndexerResourceCache<MeshPool>> cache = Optional.empty();

    /**
     * Reconciles MeshPools.
     *
     * @param meshNode the name of the node of all other hosts, which no pool may have
     */
    MeshPoolReconciler(PoolNodes nodes, String meshNode, Clock clock) {
        this.nodes = nodes;
        this.meshNode = meshNode;
        this.clock = clock;
    }

    /** Has one MeshPool looked at again, if there is one of that name. */
    void nudge(String name) {
        ResourceID id = new ResourceID(name);
        if (cache.flatMap(known -> known.get(id)).isPresent()) {
            changes.propagateEvent(id);
        }
    }

    @Override
    public List<EventSource<?, MeshPool>> prepareEventSources(EventSourceContext<MeshPool> context) {
        cache = Optional.of(context.getPrimaryCache());
        return List.of(changes);
    }

    @Override
    public UpdateControl<MeshPool> reconcile(MeshPool held, Context<MeshPool> context) {
        MeshPoolStatus wanted = status(held);
        if (wanted.equals(held.getStatus())) {
            return UpdateControl.<MeshPool>noUpdate().rescheduleAfter(LOOK_EVERY);
        }
        return Operators.patchStatus(new MeshPool(), held, wanted).rescheduleAfter(LOOK_EVERY);
    }

    @Override
    public DeleteControl cleanup(MeshPool held, Context<MeshPool> context) {
        String name = held.getMetadata().getName();
        nodes.remove(new PoolNodes.PoolNode(name, MeshPools.nodeName(held)));
        return nodes.state(name).isEmpty()
                ? DeleteControl.defaultDelete()
                : DeleteControl.noFinalizerRemoval().rescheduleAfter(REMOVAL_LOOK);
    }

    private MeshPoolStatus status(MeshPool held) {
        String name = held.getMetadata().getName();
        Optional<String> rival = rival(held);
        if (rival.isPresent()) {
            return status(held, 0, unready(PoolState.Reason.NAME_TAKEN.text(), rival.get()));
        }
        try {
            nodes.put(MeshPools.read(held));
        } catch (IllegalArgumentException e) {
            return status(held, 0, unready(INVALID, String.valueOf(e.getMessage())));
        }
        Optional<PoolState> state = nodes.state(name);
        return status(held, state.map(PoolState::hosts).orElse(0), fact(state));
    }

    /** Who else has the node's name, and what to do; of two pools the first one has it. */
    private Optional<String> rival(MeshPool held) {
        String nodeName = MeshPools.nodeName(held);
        if (nodeName.equals(meshNode)) {
            return Optional.of("node '" + nodeName + "' is the mesh's own; make a pool with another nodeName");
        }
        return cache.stream()
                .flatMap(known -> known.list())
                .filter(other -> MeshPools.nodeName(other).equals(nodeName))
                .min(FIRST)
                .map(first -> first.getMetadata().getName())
                .filter(first -> !first.equals(held.getMetadata().getName()))
                .map(first -> "node '" + nodeName + "' is that of MeshPool '" + first
                        + "'; make a pool with another nodeName");
    }

    private static boolean isNodeless(MeshPool pool) {
        return pool.getStatus() == null
                || pool.getStatus().conditions().stream()
                        .anyMatch(it -> Set.of(PoolState.Reason.NAME_TAKEN.text(), INVALID)
                                .contains(it.getReason()));
    }

    private static ConditionFact unready(String reason, String message) {
        return new ConditionFact(READY, Truth.FALSE, reason, message);
    }

    private static ConditionFact fact(Optional<PoolState> state) {
        PoolState known = state.orElse(new PoolState(PoolState.Reason.PENDING, "the node is on its way", 0));
        Truth truth =
                switch (known.reason()) {
                    case NODE_READY -> Truth.TRUE;
                    case PENDING -> Truth.UNKNOWN;
                    case NO_HOSTS, NAME_TAKEN, NOT_ALLOWED -> Truth.FALSE;
                };
        return new ConditionFact(READY, truth, known.reason().text(), known.message());
    }

    private MeshPoolStatus status(MeshPool held, int hosts, ConditionFact ready) {
        List<Condition> before = Optional.ofNullable(held.getStatus())
                .map(MeshPoolStatus::conditions)
                .orElse(List.of());
        long generation =
                Optional.ofNullable(held.getMetadata().getGeneration()).orElse(0L);
        return new MeshPoolStatus(
                generation, List.of(ready.since(before, clock.instant())), hosts, MeshPools.nodeName(held));
    }
}
