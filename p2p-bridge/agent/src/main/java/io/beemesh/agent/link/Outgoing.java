package io.beemesh.agent.link;

import com.google.protobuf.ByteString;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.Assignment;
import io.beemesh.agent.pods.PodReports;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.wire.Gone;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What pods report, on its way to the provider of their cluster.
 *
 * <p>Of a pod's statuses the newest is kept for as long as the pod is here, its being gone until the provider said that
 * it knows; both are told anew on each attachment. Of events that nobody can be told, the newest {@value #EVENTS_MAX}
 * wait. Any thread; no call blocks.
 */
public final class Outgoing implements PodReports {
    static final int EVENTS_MAX = 256;
    private static final int GONE_MAX = 4096;

    private final Clock clock;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodKey, PodReport> newest = new HashMap<>();
    private final Deque<PodEvent> waiting = new ArrayDeque<>();
    private long sequence;
    private @Nullable HostAttachment attachment;

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
            if (to(event.getClusterId()).isPresent()) {
                to(event.getClusterId()).get().event(event);
                return;
            }
            if (waiting.size() == EVENTS_MAX) {
                waiting.removeFirst();
            }
            waiting.addLast(event);
        } finally {
            lock.unlock();
        }
    }

    /** Tells everything to a provider that was attached to, and from here on what changes. */
    void attached(HostAttachment to) {
        lock.lock();
        try {
            attachment = to;
            newest.replaceAll((key, report) -> renumbered(report));
            newest.values().stream()
                    .filter(report -> report.getClusterId().equals(to.clusterId()))
                    .forEach(to::report);
            to.complete();
            waiting.removeIf(event -> {
                boolean mine = event.getClusterId().equals(to.clusterId());
                if (mine) {
                    to.event(event);
                }
                return mine;
            });
        } finally {
            lock.unlock();
        }
    }

    private PodReport renumbered(PodReport report) {
        sequence++;
        return report.toBuilder().setSequence(sequence).build();
    }

    /** The attachment is no more. */
    void detached() {
        lock.lock();
        try {
            attachment = null;
        } finally {
            lock.unlock();
        }
    }

    /** The provider knows all up to this sequence: what is gone may be forgotten. */
    void acked(long upTo) {
        lock.lock();
        try {
            newest.values().removeIf(report -> report.hasGone() && report.getSequence() <= upTo);
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
            to(key.cluster()).ifPresent(attached -> attached.report(numbered));
        } finally {
            lock.unlock();
        }
    }

    private Optional<HostAttachment> to(String cluster) {
        HostAttachment to = attachment;
        return to != null && to.clusterId().equals(cluster) ? Optional.of(to) : Optional.empty();
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
