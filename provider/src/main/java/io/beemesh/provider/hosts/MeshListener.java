package io.beemesh.provider.hosts;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.attach.AttachListener;
import io.beemesh.mesh.attach.AttachedHost;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.provider.hosts.HostEvent.Note;
import io.beemesh.provider.hosts.HostEvent.Severity;
import io.beemesh.provider.hosts.HostReport.Origin;
import io.beemesh.provider.hosts.PodOnHost.PodName;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes what is heard on attachments into the host table.
 *
 * <p>What a host says of pods of another cluster is not for this provider and is passed over.
 */
public final class MeshListener implements AttachListener {
    private final HostTable table;
    private final String clusterId;
    private final Map<PeerId, Long> attachments = new ConcurrentHashMap<>();

    /** A listener for the pods of one cluster. */
    public MeshListener(HostTable table, String clusterId) {
        this.table = table;
        this.clusterId = clusterId;
    }

    @Override
    public void attached(AttachedHost host) {
        HostIdentity identity = new HostIdentity(
                host.peer(), host.member().name(), host.member().identity().labels());
        long number = table.attached(
                new HostArrival(identity, host.incarnation(), host.facts(), HostResources.of(host.resources())));
        attachments.put(host.peer(), number);
    }

    @Override
    public void resources(PeerId host, Resources resources) {
        table.resources(host, attachment(host), HostResources.of(resources));
    }

    @Override
    public void report(PeerId host, PodReport report) {
        HostReport.What what =
                switch (report.getWhatCase()) {
                    case STATUS_JSON ->
                        new HostReport.Status(report.getStatusJson().toStringUtf8());
                    case GONE -> new HostReport.Gone();
                    case WHAT_NOT_SET -> null;
                };
        if (what == null || !report.getClusterId().equals(clusterId)) {
            return;
        }
        table.reported(new HostReport(
                new Origin(host, attachment(host), report.getSequence()),
                report.getUid(),
                new PodOnHost(new PodName(report.getNamespace(), report.getName()), report.getAttempt()),
                what));
    }

    @Override
    public void event(PeerId host, PodEvent event) {
        if (!event.getClusterId().equals(clusterId)) {
            return;
        }
        table.happened(new HostEvent(
                host,
                event.getUid(),
                new PodName(event.getNamespace(), event.getName()),
                event.getContainerPath(),
                new Note(
                        event.getWarning() ? Severity.WARNING : Severity.NORMAL, event.getReason(), event.getMessage()),
                Instant.ofEpochMilli(event.getAtMs())));
    }

    @Override
    public void complete(PeerId host) {
        table.complete(host, attachment(host));
    }

    @Override
    public void detached(PeerId host, String reason) {
        Long number = attachments.remove(host);
        if (number != null) {
            table.detached(host, number);
        }
    }

    private long attachment(PeerId host) {
        return attachments.getOrDefault(host, 0L);
    }
}
