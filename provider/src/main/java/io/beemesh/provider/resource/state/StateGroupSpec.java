package io.beemesh.provider.resource.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.beemesh.provider.state.Workload;

/**
 * Whose group it is; written when it is made, and never changed.
 *
 * @param workload the controller of the pods
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StateGroupSpec(Reference workload) {
    /**
     * A controller in the group's namespace.
     *
     * @param uid tells it from a later one of the same name
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Reference(String apiVersion, String kind, String name, String uid) {}

    static StateGroupSpec of(Workload workload) {
        return new StateGroupSpec(
                new Reference(workload.apiVersion(), workload.kind(), workload.name(), workload.uid()));
    }
}
