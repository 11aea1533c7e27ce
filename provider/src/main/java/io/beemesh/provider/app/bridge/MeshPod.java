package io.beemesh.provider.app.bridge;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.ForwardRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import io.beemesh.provider.placement.Assignment;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * The ports of a pod of the node, wherever its host is.
 *
 * @param sessions that found it
 * @param pod as it was when it was found
 */
record MeshPod(MeshSessions sessions, Pod pod) implements ForwardedPod {
    /** As the kubelet calls pods (GetPodFullName). */
    @Override
    public String name() {
        return pod.getMetadata().getName() + "_" + pod.getMetadata().getNamespace();
    }

    @Override
    public String uid() {
        return pod.getMetadata().getUid();
    }

    @Override
    public ForwardOutcome connect(int port) throws IOException {
        Optional<PeerId> host = Assignment.of(pod).map(Assignment::host);
        if (host.isEmpty()) {
            return new ForwardOutcome.Refused(
                    StreamOpening.Result.NOT_RUNNING, "pod " + name() + " runs on no host of the mesh");
        }
        StreamRequest request = StreamRequest.newBuilder()
                .setClusterId(sessions.clusterId())
                .setPodUid(uid())
                .setForward(ForwardRequest.newBuilder().setPort(port))
                .build();
        try {
            return sessions.client().forward(host.get(), request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the host was asked");
        }
    }
}
