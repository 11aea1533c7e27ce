package io.beemesh.provider.kube.storage;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes with the provider's own rights: a node may read the volumes of its pods, but write none. */
public final class ApiVolumePins implements VolumePins {
    private static final Logger log = LoggerFactory.getLogger(ApiVolumePins.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    /** Works with a client that somebody else closes. */
    public ApiVolumePins(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public boolean annotate(PersistentVolume seen, Map<String, String> annotations) {
        String name = seen.getMetadata().getName();
        PersistentVolume change = new PersistentVolumeBuilder()
                .withNewMetadata()
                // A merge patch that names a version is refused by the API server if there is a newer one.
                .withResourceVersion(seen.getMetadata().getResourceVersion())
                .withAnnotations(annotations)
                .endMetadata()
                .build();
        Answer<PersistentVolume> answer =
                Answer.of(() -> client.persistentVolumes().withName(name).patch(MERGE, Serialization.asJson(change)));
        if (answer instanceof Answer.Failed<PersistentVolume>(String reason, boolean retryable)) {
            log.atWarn()
                    .addKeyValue("volume", name)
                    .addKeyValue("error", reason)
                    .log("which host has a volume's data is not written, trying again");
        }
        return answer instanceof Answer.Done<PersistentVolume>;
    }
}
