package io.beemesh.provider.node;

import io.beemesh.provider.kube.event.ObjectEvents;
import io.beemesh.provider.kube.event.ObjectEvents.Note;
import io.beemesh.provider.kube.event.ObjectEvents.ObjectRef;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be wrong with the node itself, and who is told.
 *
 * @param certificates asked whenever the node is looked at
 * @param events where each transition is recorded, once
 */
public record NodeFaults(CertificatesView certificates, ObjectEvents events) {
    /** Records an event if the certificates fare otherwise than before. What the API server held is the memory. */
    void tell(String node, List<NodeCondition> before, List<NodeCondition> after) {
        Optional<NodeCondition> old = certificates(before);
        certificates(after).ifPresent(now -> {
            boolean same = old.map(NodeCondition::getReason)
                    .map(reason -> Objects.equals(reason, now.getReason()))
                    // Nobody has to hear that all is well from the beginning.
                    .orElse(now.getStatus().equals("True"));
            if (!same) {
                events.record(ObjectRef.ofNode(node), note(now));
            }
        });
    }

    private static Note note(NodeCondition now) {
        boolean well = now.getStatus().equals("True");
        return new Note(!well, "Certificate" + now.getReason(), now.getMessage());
    }

    private static Optional<NodeCondition> certificates(List<NodeCondition> all) {
        return all.stream()
                .filter(it -> it.getType().equals(NodeConditions.CERTIFICATES))
                .findFirst();
    }
}
