package io.beemesh.provider.resource;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.identity.HostNames;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the reconciler of EdgeHosts and tells it which hosts changed; makes the EdgeHost of a member that has none. */
public final class EdgeHostController implements HostListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EdgeHostController.class);

    private final HostTable table;
    private final HostNames names;
    private final EdgeHostReconciler reconciler;
    private final Operator operator;
    private final ChangedHosts changed = new ChangedHosts();
    private final Thread thread;
    private HostTable.Listening ear = () -> {};

    /** Nothing happens before {@link #start}; the client is somebody else's to close. */
    public EdgeHostController(KubernetesClient client, HostTable table, Revoker revoker, HostDrain drain, Clock clock) {
        this.table = table;
        names = new EdgeHosts(client);
        reconciler = new EdgeHostReconciler(table, revoker, drain, clock);
        operator = Operators.over(client);
        thread = Thread.ofVirtual().name("bm-edge-hosts").unstarted(this::run);
    }

    /** Starts the reconciler; returns when it knows all EdgeHosts. */
    public void start() {
        operator.register(reconciler);
        operator.start();
        ear = table.listen(this);
        thread.start();
    }

    /** What the host of a peer id is called; empty if it has no EdgeHost, or {@link #start} has not returned. */
    public Optional<String> nameOf(PeerId peer) {
        return reconciler.nameOf(peer);
    }

    @Override
    public void changed(PeerId host) {
        changed.add(host);
    }

    @Override
    public void reported(HostReport report) {
        // The host may have a pod more or less.
        changed.add(report.origin().host());
    }

    /** Stops writing; EdgeHosts stay as they are. Idempotent. */
    @Override
    public void close() {
        ear.close();
        thread.interrupt();
        operator.stop();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                table.find(changed.take()).ifPresent(this::show);
            }
        } catch (InterruptedException e) {
            log.atDebug().log("edge host thread was interrupted");
        }
    }

    private void show(HostView view) {
        HostIdentity host = view.identity();
        if (reconciler.nudge(host.name())) {
            return;
        }
        // A member whose EdgeHost is not there: the definition was removed and came back, or it attached to a new
        // cluster.
        switch (names.claim(host.peer(), Optional.of(host.name()))) {
            case HostNames.Claim.Claimed(String name) -> {}
            case HostNames.Claim.Taken(String name) ->
                log.atWarn()
                        .addKeyValue("host", name)
                        .addKeyValue("peer", host.peer())
                        .log("two hosts have the same name, one of them is not shown");
            case HostNames.Claim.Unavailable(String reason) ->
                log.atWarn()
                        .addKeyValue("host", host.name())
                        .addKeyValue("error", reason)
                        .log("edge host cannot be shown");
        }
    }
}
