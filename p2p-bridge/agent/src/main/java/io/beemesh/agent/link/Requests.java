package io.beemesh.agent.link;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.Assignment;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.admission.Admission.Verdict;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.PodRequestHandler;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StopPod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the provider's requests. A provider may speak only for the cluster that it attached for.
 *
 * <p>Any thread. A request that cannot be kept on disk fails, so that it is asked again.
 */
public final class Requests implements PodRequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final PodWorkers pods;
    private final Outgoing outgoing;
    private final ClusterOf clusters;
    private final ReentrantLock desiring = new ReentrantLock();
    private final Map<String, Long> numbers = new HashMap<>();

    /** Passes requests on to the pods. */
    public Requests(PodWorkers pods, Outgoing outgoing, ClusterOf clusters) {
        this.pods = pods;
        this.outgoing = outgoing;
        this.clusters = clusters;
    }

    @Override
    public Admission run(PeerId provider, RunPod pod) {
        if (!speaksFor(provider, pod.getClusterId())) {
            return new Admission.Refused(
                    "Detached", "this host is not attached to cluster " + pod.getClusterId(), false);
        }
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
        require(provider, pod.getClusterId());
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
        require(provider, wanted.getClusterId());
        desiring.lock();
        try {
            Long last = numbers.put(wanted.getClusterId(), wanted.getNumber());
            if (last != null && last > wanted.getNumber()) {
                numbers.put(wanted.getClusterId(), last);
                return;
            }
            stopAllBut(new HashSet<>(wanted.getUidsList()), wanted.getClusterId());
        } catch (IOException e) {
            throw new UncheckedIOException("what is not desired could not be stopped", e);
        } finally {
            desiring.unlock();
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

    private boolean speaksFor(PeerId provider, String cluster) {
        return clusters.provider(provider).filter(cluster::equals).isPresent();
    }

    private void require(PeerId provider, String cluster) {
        if (!speaksFor(provider, cluster)) {
            throw new IllegalStateException("provider " + provider + " does not speak for cluster " + cluster);
        }
    }
}
