package io.beemesh.provider.kube.workload;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.pod.PodRef;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes with the provider's own rights: a node may write no labels on its pods. */
public final class ApiPodLabels implements PodLabels {
    private static final Logger log = LoggerFactory.getLogger(ApiPodLabels.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    /** Works with a client that somebody else closes. */
    public ApiPodLabels(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public boolean set(PodRef pod, String label, Optional<String> value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        // A patch that names another pod's UID is refused by the API server.
        metadata.put("uid", pod.uid()).putObject("labels").put(label, value.orElse(null));
        // By its name Fabric8 would read the pod first, which the provider may not.
        Pod named = new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .endMetadata()
                .build();
        Answer<Pod> answer = Answer.of(
                () -> client.pods().inNamespace(pod.namespace()).resource(named).patch(MERGE, patch.toString()));
        if (answer instanceof Answer.Failed<Pod>(String reason, boolean retryable)) {
            log.atWarn()
                    .addKeyValue("pod", pod)
                    .addKeyValue("label", label)
                    .addKeyValue("error", reason)
                    .log("a pod's label is not written, trying again");
        }
        return !(answer instanceof Answer.Failed<Pod>);
    }
}
