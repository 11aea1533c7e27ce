package io.beemesh.provider.resource.pool;

import io.beemesh.provider.resource.EdgeHost;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A set of hosts with a virtual node of its own, of the whole cluster. Defined in {@code helm/beemesh/crds}. */
@Group(EdgeHost.GROUP)
@Version("v1alpha1")
@Kind("MeshPool")
@Plural("meshpools")
@ShortNames("mp")
public class MeshPool extends CustomResource<MeshPoolSpec, MeshPoolStatus> {
    private static final long serialVersionUID = 1L;

    // Fabric8 would call constructors without arguments, and these are records.
    @Override
    protected @Nullable MeshPoolSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable MeshPoolStatus initStatus() {
        return null;
    }
}
