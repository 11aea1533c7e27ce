package io.beemesh.provider.resource;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the status of EdgeHosts true to the host table, and revokes hosts whose EdgeHost is deleted. */
@ControllerConfiguration(name = "edgehost")
final class EdgeHostReconciler implements Reconciler<EdgeHost>, Cleaner<EdgeHost> {
    private static final Logger log = LoggerFactory.getLogger(EdgeHostReconciler.class);
    private static final Duration COARSE_MIN = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration DRAIN_LOOK = Duration.ofSeconds(2);
    private static final int WRITES_PER_SECOND_MAX = 20;
    private static final String BY_PEER = "peer";

    private final HostTable table;
    private final Revoker revoker;
    private final HostDrain drain;
    private final Clock clock;
    private final SimpleInboundEventSource<EdgeHost> changes = new SimpleInboundEventSource<>();
    private volatile Optional<IndexerResourceCache<EdgeHost>> cache = Optional.empty();

    EdgeHostReconciler(HostTable table, Revoker revoker, HostDrain drain, Clock clock) {
        this.table = table;
        this.revoker = revoker;
        this.drain = drain;
        this.clock = clock;
    }

    /** Has one EdgeHost looked at again; false if there is none of that name. */
    boolean nudge(String name) {
        ResourceID id = new ResourceID(name);
        if (cache.flatMap(known -> known.get(id)).isEmpty()) {
            return false;
        }
        changes.propagateEvent(id);
        return true;
    }

    /** What the host of a peer id is called. */
    Optional<String> nameOf(PeerId peer) {
        return cache.stream()
                .flatMap(known -> known.byIndex(BY_PEER, peer.toString()).stream())
                .map(host -> host.getMetadata().getName())
                .findFirst();
    }

    @Override
    public List<EventSource<?, EdgeHost>> prepareEventSources(EventSourceContext<EdgeHost> context) {
        IndexerResourceCache<EdgeHost> known = context.getPrimaryCache();
        known.addIndexer(BY_PEER, host -> List.of(host.getSpec().peerId()));
        cache = Optional.of(known);
        return List.of(changes);
    }

    @Override
    public UpdateControl<EdgeHost> reconcile(EdgeHost held, Context<EdgeHost> context) {
        PeerId peer = PeerId.parse(held.getSpec().peerId());
        boolean draining = held.getSpec().drain();
        table.cordon(peer, held.getSpec().unschedulable() || draining);
        Optional<HostDrain.Progress> drained = draining ? Optional.of(drain.advance(peer)) : Optional.empty();
        if (!draining) {
            drain.end(peer);
        }
        Optional<HostView> host = table.find(peer);
        EdgeHostStatus wanted = EdgeHostView.of(held, new EdgeHostView.Facts(host, drained), clock.instant());
        Duration coarse = coarse();
        // Nobody tells when a host that is away becomes lost.
        boolean away = host.map(HostView::state)
                .filter(HostState.Away.class::isInstance)
                .isPresent();
        boolean leaving = drained.filter(progress -> !progress.isOver()).isPresent();
        Duration next = leaving ? DRAIN_LOOK : away ? RETRY : coarse;
        if (!EdgeHostView.differs(Optional.ofNullable(held.getStatus()), wanted, coarse)) {
            return UpdateControl.<EdgeHost>noUpdate().rescheduleAfter(next);
        }
        return Operators.patchStatus(new EdgeHost(), held, wanted).rescheduleAfter(next);
    }

    @Override
    public DeleteControl cleanup(EdgeHost held, Context<EdgeHost> context) {
        String name = held.getMetadata().getName();
        try {
            PeerId peer = PeerId.parse(held.getSpec().peerId());
            revoker.revoke(peer, name);
            drain.end(peer);
            return DeleteControl.defaultDelete();
        } catch (IOException e) {
            log.atWarn().addKeyValue("host", name).setCause(e).log("host cannot be revoked yet, trying again");
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(RETRY);
        }
    }

    /** How old the time of last being seen may get: with many hosts older, so that writes stay few. */
    private Duration coarse() {
        Duration spread = Duration.ofSeconds(table.snapshot().size() / WRITES_PER_SECOND_MAX);
        return spread.compareTo(COARSE_MIN) > 0 ? spread : COARSE_MIN;
    }
}
