package io.beemesh.provider.app.bridge;

import io.beemesh.mesh.session.SessionClient;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kubelet.ContainerName;
import io.beemesh.provider.kubelet.PodSessions;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import io.beemesh.provider.kubelet.portforward.PodName;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The containers and the ports of the node's pods, reached over the mesh.
 *
 * @param clusterId tells the pods of one cluster from those of another on a host
 * @param pods of the node
 * @param client asks hosts
 */
public record MeshSessions(String clusterId, PodSource pods, SessionClient client) implements PodSessions {
    @Override
    public Lookup find(ContainerName name) {
        Optional<Pod> pod = pod(new PodName(name.namespace(), name.pod(), name.uid()));
        if (pod.isEmpty()) {
            return new NoSuchPod();
        }
        if (containers(pod.get().getSpec()).noneMatch(name.container()::equals)) {
            return new NoSuchContainer();
        }
        return new Found(new MeshContainer(this, pod.get(), name));
    }

    @Override
    public Optional<ForwardedPod> find(PodName name) {
        return pod(name).map(pod -> new MeshPod(this, pod));
    }

    private Optional<Pod> pod(PodName name) {
        return pods.all().stream().filter(candidate -> is(candidate, name)).findFirst();
    }

    private static boolean is(Pod pod, PodName name) {
        String uid = pod.getMetadata().getUid();
        return pod.getMetadata().getName().equals(name.pod())
                && pod.getMetadata().getNamespace().equals(name.namespace())
                && name.uid().map(uid::equals).orElse(true);
    }

    private static Stream<String> containers(PodSpec spec) {
        Stream<String> usual = Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .map(container -> container.getName());
        return Stream.concat(usual, spec.getEphemeralContainers().stream().map(EphemeralContainer::getName));
    }
}
