package io.beemesh.provider.resource;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A host of the mesh as a Kubernetes object, of the whole cluster. Its definition is in {@code helm/beemesh/crds}. */
@Group(EdgeHost.GROUP)
@Version("v1alpha1")
@Kind("EdgeHost")
@Plural("edgehosts")
@ShortNames("eh")
public class EdgeHost extends CustomResource<EdgeHostSpec, EdgeHostStatus> {
    /** The group of all custom resources of BeeMesh. */
    public static final String GROUP = "beemesh.io";

    /** The label that finds an EdgeHost by its peer id. */
    public static final String PEER_LABEL = "beemesh.io/peer";

    private static final long serialVersionUID = 1L;

    // Fabric8 would call constructors without arguments, and these are records.
    @Override
    protected @Nullable EdgeHostSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EdgeHostStatus initStatus() {
        return null;
    }
}
