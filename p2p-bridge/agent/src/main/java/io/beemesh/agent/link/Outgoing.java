package io.beemesh.agent.link;

import com.google.protobuf.ByteString;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.wire.Gone;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What pods report, on its way to the leading provider of their cluster, and to nobody else.
 *
 * <p>Of a pod's statuses the newest is kept for as long as the pod is here, its being gone until the provider said that
 * it knows; both are told anew on each attachment. Of a cluster's events that nobody can be told, the newest
 * {@value #EVENTS_MAX} wait. Any thread; no call blocks.
 */
public final class Outgoing implements PodReports {
    static final int EVENTS_MAX = 256;
    private static final int GONE_MAX = 4096;

    private final Clock clock;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodKey, PodReport> newest = new HashMap<>();
    private final Map<String, Deque<PodEvent>> waiting = new HashMap<>();
    private final Map<String, HostAttachment> attachments = new HashMap<>();
    private long sequence;

    /** Tells nobody until it is attached; {@code changed} is called after a pod's status changed. */
    public Outgoing(Clock clock, Runnable changed) {
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    public void status(Assignment pod, byte[] statusJson) {
        put(pod.key(), about(pod).setStatusJson(ByteString.copyFrom(statusJson)));
        changed.run();
    }

    @Override
    public void gone(Assignment pod) {
        put(pod.key(), about(pod).setGone(Gone.getDefaultInstance()));
        changed.run();
    }

    /** A pod was asked about that is not here. */
    void unknown(PodKey key) {
        lock.lock();
        try {
            PodReport known = newest.get(key);
            PodReport.Builder report = known != null
                    ? known.toBuilder()
                    : PodReport.newBuilder().setClusterId(key.cluster()).setUid(key.uid());
            put(key, report.setGone(Gone.getDefaultInstance()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void event(Assignment pod, PodEventNote note) {
        PodEvent event = PodEvent.newBuilder()
                .setClusterId(pod.key().cluster())
                .setUid(pod.key().uid())
                .setNamespace(pod.pod().meta().namespace())
                .setName(pod.pod().meta().name())
                .setContainerPath(note.containerPath())
                .setWarning(note.warning())
                .setReason(note.reason())
                .setMessage(note.message())
                .setAtMs(clock.millis())
                .build();
        lock.lock();
        try {
            HostAttachment to = attachments.get(event.getClusterId());
            if (to != null) {
                to.event(event);
                return;
            }
            Deque<PodEvent> queue = waiting.computeIfAbsent(event.getClusterId(), cluster -> new ArrayDeque<>());
            if (queue.size() == EVENTS_MAX) {
                queue.removeFirst();
            }
            queue.addLast(event);
        } finally {
            lock.unlock();
        }
    }

    /** Tells everything of its cluster to a leading provider, and from here on what changes. */
    void attached(HostAttachment to) {
        String cluster = to.clusterId();
        lock.lock();
        try {
            attachments.put(cluster, to);
            newest.replaceAll((key, report) -> key.cluster().equals(cluster) ? renumbered(report) : report);
            newest.values().stream()
                    .filter(report -> report.getClusterId().equals(cluster))
                    .forEach(to::report);
            to.complete();
            Deque<PodEvent> queue = waiting.remove(cluster);
            if (queue != null) {
                queue.forEach(to::event);
            }
        } finally {
            lock.unlock();
        }
    }

    private PodReport renumbered(PodReport report) {
        sequence++;
        return report.toBuilder().setSequence(sequence).build();
    }

    /** Nobody leads a cluster right now. */
    void detached(String cluster) {
        lock.lock();
        try {
            attachments.remove(cluster);
        } finally {
            lock.unlock();
        }
    }

    /** A cluster's provider knows all up to this sequence: what is gone there may be forgotten. */
    void acked(String cluster, long upTo) {
        lock.lock();
        try {
            newest.values()
                    .removeIf(report ->
                            report.hasGone() && report.getClusterId().equals(cluster) && report.getSequence() <= upTo);
        } finally {
            lock.unlock();
        }
    }

    private void put(PodKey key, PodReport.Builder report) {
        lock.lock();
        try {
            sequence++;
            PodReport numbered = report.setSequence(sequence).build();
            if (newest.size() >= GONE_MAX && !newest.containsKey(key)) {
                newest.values().removeIf(PodReport::hasGone);
            }
            newest.put(key, numbered);
            HostAttachment to = attachments.get(key.cluster());
            if (to != null) {
                to.report(numbered);
            }
        } finally {
            lock.unlock();
        }
    }

    private static PodReport.Builder about(Assignment pod) {
        return PodReport.newBuilder()
                .setClusterId(pod.key().cluster())
                .setUid(pod.key().uid())
                .setNamespace(pod.pod().meta().namespace())
                .setName(pod.pod().meta().name())
                .setAttempt(pod.order().getAttempt());
    }
}
