package io.beemesh.provider.resource.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.beemesh.provider.state.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Whose group it is; written when it is made.
 *
 * @param workload the controller of the pods; never changed
 * @param recovery that a person asked for, once most members were gone for good; null if nobody did
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StateGroupSpec(Reference workload, @Nullable Recovery recovery) {
    /**
     * A controller in the group's namespace.
     *
     * @param uid tells it from a later one of the same name
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Reference(String apiVersion, String kind, String name, String uid) {}

    /**
     * The group is to begin anew with what one host has of it.
     *
     * @param host its name
     * @param incarnation that begins so: one more than the group is at
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Recovery(String host, int incarnation) {}

    static StateGroupSpec of(Workload workload) {
        return new StateGroupSpec(
                new Reference(workload.apiVersion(), workload.kind(), workload.name(), workload.uid()), null);
    }
}
