package io.beemesh.agent.link;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.admission.Admission.Verdict;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.state.WorkPlane;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.PodRequestHandler;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a provider's requests. It may speak only for the cluster that it attached for, and only if it leads there.
 *
 * <p>Any thread. A request that cannot be kept on disk fails, so that it is asked again.
 */
public final class Requests implements PodRequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final PodWorkers pods;
    private final WorkPlane groups;
    private final Outgoing outgoing;
    private final ClusterOf clusters;
    private final ReentrantLock desiring = new ReentrantLock();
    private final Map<String, Long> numbers = new HashMap<>();

    /** Passes requests on to the pods and to their groups. */
    public Requests(PodWorkers pods, WorkPlane groups, Outgoing outgoing, ClusterOf clusters) {
        this.pods = pods;
        this.groups = groups;
        this.outgoing = outgoing;
        this.clusters = clusters;
    }

    @Override
    public Optional<Admission.Refused> refusal(PeerId provider, String clusterId) {
        Optional<ClusterOf.Standing> standing =
                clusters.provider(provider).filter(one -> one.cluster().equals(clusterId));
        if (standing.isEmpty()) {
            return Optional.of(new Admission.Refused(
                    "Detached",
                    "this host is not attached to provider " + provider + " of cluster " + clusterId,
                    false));
        }
        return standing.get().leads()
                ? Optional.empty()
                : Optional.of(new Admission.Refused(
                        "Standby",
                        "provider " + provider + " stands by for cluster " + clusterId
                                + "; only the one that leads runs and stops pods",
                        false));
    }

    @Override
    public Admission run(PeerId provider, RunPod pod) {
        try {
            return switch (pods.run(pod)) {
                case Verdict.Admitted admitted -> new Admission.Admitted();
                case Verdict.Refused refused ->
                    new Admission.Refused(refused.reason(), refused.message(), refused.permanent());
            };
        } catch (IOException e) {
            throw new UncheckedIOException("the pod could not be kept on disk", e);
        }
    }

    @Override
    public void stop(PeerId provider, StopPod pod) {
        PodKey key = new PodKey(pod.getClusterId(), pod.getUid());
        try {
            if (!pods.stop(key, Math.max(0, pod.getGraceSeconds()))) {
                outgoing.unknown(key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the stop could not be kept on disk", e);
        }
    }

    @Override
    public void desired(PeerId provider, DesiredPods wanted) {
        desiring.lock();
        try {
            Long last = numbers.put(wanted.getClusterId(), wanted.getNumber());
            if (last != null && last > wanted.getNumber()) {
                numbers.put(wanted.getClusterId(), last);
                return;
            }
            stopAllBut(new HashSet<>(wanted.getUidsList()), wanted.getClusterId());
            if (wanted.hasGroups()) {
                groups.retain(wanted.getClusterId(), wanted.getGroups().getUidsList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what is not desired could not be stopped", e);
        } finally {
            desiring.unlock();
        }
    }

    @Override
    public Erasure erase(PeerId provider, EraseVolume volume) {
        try {
            return pods.erase(volume.getClusterId(), volume.getVolume())
                    ? new Erasure.Erased()
                    : new Erasure.Kept("VolumeInUse", "a pod of this host has the volume still");
        } catch (IOException e) {
            return new Erasure.Kept("EraseFailed", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public GroupState group(PeerId provider, StateGroup group) {
        try {
            return groups.order(group);
        } catch (IOException e) {
            throw new UncheckedIOException("the group could not be kept on disk", e);
        }
    }

    private void stopAllBut(Set<String> uids, String cluster) throws IOException {
        Map<PodKey, Assignment> here = new HashMap<>();
        pods.assignments().forEach(pod -> here.put(pod.key(), pod));
        for (PodKey key : pods.of(cluster)) {
            if (uids.contains(key.uid())) {
                continue;
            }
            Assignment known = here.get(key);
            if (known == null) {
                pods.removeStray(key);
            } else {
                LOG.atInfo().addKeyValue("pod", known.pod().meta().fullName()).log("pod is no longer desired");
                pods.stop(key, known.pod().lifetime().graceSeconds());
            }
        }
    }

    /**
     * Stops every pod of a cluster that this host serves no longer, and leaves its groups.
     *
     * @return how many pods there were
     * @throws IOException if it could not be kept on disk, or Podman did not answer
     */
    public int stopAll(String cluster) throws IOException {
        groups.retain(cluster, List.of());
        stopAllBut(Set.of(), cluster);
        return pods.of(cluster).size();
    }
}
