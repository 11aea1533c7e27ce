package io.beemesh.provider.resource.state;

import io.beemesh.provider.resource.EdgeHost;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** The group of one stateful workload, in its namespace. Defined in {@code helm/beemesh/crds}. */
@Group(EdgeHost.GROUP)
@Version("v1alpha1")
@Kind("StateGroup")
@Plural("stategroups")
@ShortNames("sg")
public class StateGroup extends CustomResource<StateGroupSpec, StateGroupStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    // Fabric8 would call constructors without arguments, and these are records.
    @Override
    protected @Nullable StateGroupSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable StateGroupStatus initStatus() {
        return null;
    }
}
