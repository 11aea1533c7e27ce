package io.beemesh.provider.status;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostReport.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Reports that wait to be written, the latest status of each pod and whether it is gone; older ones are settled by it.
 *
 * <p>Safe for use by any thread; nothing blocks. Holds at most {@link #PODS_MAX} pods: at the bound, reports of further
 * pods are dropped unacknowledged, so that their hosts send them again with their next attachment.
 */
public final class StatusInbox {
    /** Of how many pods reports may wait. */
    public static final int PODS_MAX = 250_000;

    private final Consumer<Origin> acknowledge;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<HostReport>> waiting = new HashMap<>();
    private final Map<PeerId, Line> lines = new HashMap<>();

    /**
     * An empty inbox.
     *
     * @param acknowledge tells a host that all up to a report is settled; returns at once
     */
    public StatusInbox(Consumer<Origin> acknowledge) {
        this.acknowledge = acknowledge;
    }

    /** Takes a report in; false if there is no room. */
    public boolean offer(HostReport report) {
        List<Origin> settled = new ArrayList<>();
        lock.lock();
        try {
            List<HostReport> before = waiting.getOrDefault(report.uid(), List.of());
            if (before.isEmpty() && waiting.size() >= PODS_MAX) {
                return false;
            }
            line(report.origin()).acks().arrived(report.origin().sequence());
            List<HostReport> after = new ArrayList<>();
            for (HostReport old : before) {
                if (supersedes(report, old)) {
                    settle(old.origin(), settled);
                } else {
                    after.add(old);
                }
            }
            after.add(report);
            waiting.put(report.uid(), List.copyOf(after));
        } finally {
            lock.unlock();
        }
        settled.forEach(acknowledge);
        return true;
    }

    /** What waits for a pod, in the order in which it is to be written: at most a status of each host and its end. */
    public List<HostReport> waiting(String uid) {
        lock.lock();
        try {
            return waiting.getOrDefault(uid, List.of());
        } finally {
            lock.unlock();
        }
    }

    /** A report is at the API server, or will never be needed. */
    public void settled(HostReport report) {
        List<Origin> settled = new ArrayList<>();
        lock.lock();
        try {
            List<HostReport> left = new ArrayList<>(waiting.getOrDefault(report.uid(), List.of()));
            if (!left.remove(report)) {
                return;
            }
            if (left.isEmpty()) {
                waiting.remove(report.uid());
            } else {
                waiting.put(report.uid(), List.copyOf(left));
            }
            settle(report.origin(), settled);
        } finally {
            lock.unlock();
        }
        settled.forEach(acknowledge);
    }

    private static boolean supersedes(HostReport report, HostReport old) {
        boolean sameHost = report.origin().host().equals(old.origin().host());
        boolean ending = report.what() instanceof HostReport.Gone && old.what() instanceof HostReport.Status;
        return sameHost && !ending;
    }

    private void settle(Origin origin, List<Origin> settled) {
        Line line = lines.get(origin.host());
        if (line == null || line.attachment() != origin.attachment()) {
            return;
        }
        OptionalLong upTo = line.acks().settled(origin.sequence());
        upTo.ifPresent(sequence -> settled.add(new Origin(origin.host(), origin.attachment(), sequence)));
    }

    private Line line(Origin origin) {
        return lines.compute(
                origin.host(),
                (host, line) -> line != null && line.attachment() >= origin.attachment()
                        ? line
                        : new Line(origin.attachment(), new AckTracker()));
    }

    /** The reports of one attachment. */
    private record Line(long attachment, AckTracker acks) {}
}
