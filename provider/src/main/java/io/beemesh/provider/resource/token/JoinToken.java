package io.beemesh.provider.resource.token;

import io.beemesh.provider.resource.EdgeHost;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A token that hosts join with, in the provider's namespace. Its definition is in {@code helm/beemesh/crds}. */
@Group(EdgeHost.GROUP)
@Version("v1alpha1")
@Kind(JoinToken.KIND)
@Plural("jointokens")
@ShortNames("jt")
public class JoinToken extends CustomResource<JoinTokenSpec, JoinTokenStatus> implements Namespaced {
    static final String KIND = "JoinToken";

    private static final long serialVersionUID = 1L;

    // Fabric8 would call constructors without arguments, and these are records.
    @Override
    protected @Nullable JoinTokenSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable JoinTokenStatus initStatus() {
        return null;
    }
}
