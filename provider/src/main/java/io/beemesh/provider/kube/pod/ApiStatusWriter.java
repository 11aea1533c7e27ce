package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.client.KubeAccess;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes through the status subresource, which is all that a node may patch of a pod; annotations go along with it.
 */
public final class ApiStatusWriter implements StatusWriter {
    private static final Logger log = LoggerFactory.getLogger(ApiStatusWriter.class);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;
    private static final int BAD_REQUEST = 400;

    private final KubeAccess access;
    private final AtomicBoolean forbidden = new AtomicBoolean(); // said once: it stays so for every pod

    /** Writes with the rights of the node. */
    public ApiStatusWriter(KubeAccess access) {
        this.access = access;
    }

    @Override
    public Outcome annotate(Pod seen, Map<String, String> annotations) {
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withUid(seen.getMetadata().getUid())
                .withResourceVersion(seen.getMetadata().getResourceVersion())
                .withAnnotations(annotations)
                .build();
        String patch = access.client().getKubernetesSerialization().asJson(Map.of("metadata", metadata));
        return patched(PodRef.of(seen), patch);
    }

    @Override
    public Outcome patch(PodRef pod, String patch) {
        return patched(pod, "{\"metadata\":{\"uid\":\"" + pod.uid() + "\"},\"status\":" + patch + "}");
    }

    @Override
    public Outcome remove(PodRef pod) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withGracePeriodSeconds(0L)
                .withNewPreconditions()
                .withUid(pod.uid())
                .endPreconditions()
                .build();
        try {
            // The typed delete has no precondition on the UID.
            String path = "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
            String ignored = access.client().raw(path, "DELETE", options);
            return new Outcome.Absent();
        } catch (KubernetesClientException failure) {
            return outcome(failure);
        }
    }

    private Outcome patched(PodRef pod, String patch) {
        try {
            return new Outcome.Written(
                    resource(pod).subresource("status").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
        } catch (KubernetesClientException failure) {
            return outcome(failure);
        }
    }

    // By object and not by name: Fabric8 would read the pod first, which costs a request and needs a right.
    private PodResource resource(PodRef pod) {
        Pod named = new PodBuilder()
                .withNewMetadata()
                .withName(pod.name())
                .withNamespace(pod.namespace())
                .endMetadata()
                .build();
        return access.client().pods().inNamespace(pod.namespace()).resource(named);
    }

    private Outcome outcome(KubernetesClientException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure.getCode() == FORBIDDEN && forbidden.compareAndSet(false, true)) {
            log.atWarn().addKeyValue("error", message).log("pods cannot be written: a right is missing");
        }
        return switch (failure.getCode()) {
            case NOT_FOUND -> new Outcome.Absent();
            case CONFLICT -> new Outcome.Conflict();
            case INVALID, BAD_REQUEST -> new Outcome.Invalid(message);
            default -> new Outcome.Unavailable(message);
        };
    }
}
