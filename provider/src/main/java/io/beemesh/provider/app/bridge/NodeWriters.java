package io.beemesh.provider.app.bridge;

import io.beemesh.provider.kube.pod.PodEvictor;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.pod.StatusWriter;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes of each pod with the rights of the node that it is bound to; a pod of no node of ours is absent.
 *
 * @param pods of all nodes
 * @param writers by the node's name; empty for a node that is gone
 * @param evictors by the node's name; empty for a node that is gone
 */
public record NodeWriters(
        PodSource pods,
        Function<String, Optional<StatusWriter>> writers,
        Function<String, Optional<PodEvictor>> evictors)
        implements StatusWriter, PodEvictor {
    @Override
    public StatusWriter.Outcome annotate(Pod seen, Map<String, String> annotations) {
        return writers.apply(seen.getSpec().getNodeName())
                .map(writer -> writer.annotate(seen, annotations))
                .orElseGet(StatusWriter.Outcome.Absent::new);
    }

    @Override
    public StatusWriter.Outcome patch(PodRef pod, String patch) {
        return writer(pod).map(writer -> writer.patch(pod, patch)).orElseGet(StatusWriter.Outcome.Absent::new);
    }

    @Override
    public StatusWriter.Outcome remove(PodRef pod) {
        return writer(pod).map(writer -> writer.remove(pod)).orElseGet(StatusWriter.Outcome.Absent::new);
    }

    @Override
    public PodEvictor.Outcome evict(PodRef pod) {
        return node(pod)
                .flatMap(evictors)
                .map(evictor -> evictor.evict(pod))
                .orElseGet(PodEvictor.Outcome.Evicted::new);
    }

    private Optional<StatusWriter> writer(PodRef pod) {
        return node(pod).flatMap(writers);
    }

    private Optional<String> node(PodRef pod) {
        return pods.find(pod.uid()).map(found -> found.getSpec().getNodeName());
    }
}
