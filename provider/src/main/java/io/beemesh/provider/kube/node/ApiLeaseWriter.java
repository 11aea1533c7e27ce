package io.beemesh.provider.kube.node;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.client.KubeAccess;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Leases in the namespace {@value #NAMESPACE}. <i>Source:</i> KEP-589, efficient node heartbeats. */
public final class ApiLeaseWriter implements LeaseWriter {
    /** Where the cluster looks for the leases of nodes. */
    public static final String NAMESPACE = "kube-node-lease";

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubeAccess access;

    /** Writes with the rights of the node itself. */
    public ApiLeaseWriter(KubeAccess access) {
        this.access = access;
    }

    @Override
    public Answer<Instant> renew(String node, NodeUid nodeUid, Duration validFor, Instant now) {
        Lease lease = lease(node, nodeUid, validFor, now);
        // A merge patch needs no version: nobody else writes the lease of a node that lives.
        Answer<Instant> patched = Answer.of(() -> {
            // By object and not by name: Fabric8 would read the lease first.
            leases().inNamespace(NAMESPACE).resource(lease).patch(MERGE, Serialization.asJson(lease));
            return now;
        });
        return patched instanceof Answer.Missing ? create(lease, now) : patched;
    }

    private Answer<Instant> create(Lease lease, Instant now) {
        return Answer.of(() -> {
            leases().inNamespace(NAMESPACE).resource(lease).create();
            return now;
        });
    }

    private MixedOperation<Lease, ?, ?> leases() {
        return access.client().leases();
    }

    private static Lease lease(String node, NodeUid uid, Duration validFor, Instant now) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(node)
                .withNamespace(NAMESPACE)
                .withOwnerReferences(owner(node, uid))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(node)
                .withLeaseDurationSeconds(Math.toIntExact(validFor.toSeconds()))
                .withRenewTime(now.atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    private static OwnerReference owner(String node, NodeUid uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .withUid(uid.value())
                .build();
    }
}
