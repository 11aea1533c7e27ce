package io.beemesh.agent.pods.status;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import java.util.List;

/**
 * How much a pod is assured of.
 *
 * <p><i>Source:</i> pkg/apis/core/v1/helper/qos; kubelet, qos/policy.go.
 */
public enum Qos {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    /** What control groups of a kubelet count. */
    static final List<String> COUNTED = List.of("cpu", "memory");

    private static final int ADJUST_GUARANTEED = -997;
    private static final int ADJUST_BEST_EFFORT = 1000;

    private final String text;

    Qos(String text) {
        this.text = text;
    }

    /** As the API writes it. */
    public String text() {
        return text;
    }

    /** The class of a pod. */
    public static Qos of(Pod pod) {
        boolean any = false;
        boolean all = true;
        for (Container container : pod.allContainers().toList()) {
            for (String resource : COUNTED) {
                Quantity request = container.resources().request(resource);
                Quantity limit = container.resources().limit(resource);
                any |= request.isPositive() || limit.isPositive();
                all &= limit.isPositive() && request.value().compareTo(limit.value()) == 0;
            }
        }
        if (!any) {
            return BEST_EFFORT;
        }
        return all ? GUARANTEED : BURSTABLE;
    }

    /**
     * Who is killed first when the machine has no memory left: -1000 to 1000.
     *
     * @param machineBytes of memory
     */
    public int oomScoreAdjust(Container container, long machineBytes) {
        return switch (this) {
            case GUARANTEED -> ADJUST_GUARANTEED;
            case BEST_EFFORT -> ADJUST_BEST_EFFORT;
            case BURSTABLE -> {
                long asked = container.resources().request("memory").units();
                long adjust = 1000 - 1000 * asked / Math.max(1, machineBytes);
                yield Math.clamp(adjust, 1000 + ADJUST_GUARANTEED, ADJUST_BEST_EFFORT - 1);
            }
        };
    }
}
