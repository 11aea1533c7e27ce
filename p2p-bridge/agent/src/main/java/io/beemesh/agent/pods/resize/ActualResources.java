package io.beemesh.agent.pods.resize;

import io.beemesh.agent.cgroup.ControlGroup;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Resources;
import java.util.HashMap;
import java.util.Map;

/**
 * What a control group says of a container's resources, in the API's words; pure.
 *
 * <p><i>Source:</i> kubelet, kubelet_pods.go convertContainerStatusResources and cm/helpers_linux.go.
 */
final class ActualResources {
    /** A processor, in shares. */
    private static final long SHARES = 1024;

    private static final long MILLIS = 1000;

    /** The kernel takes no less: below, what was asked is said. */
    private static final long SHARES_MIN = 2;

    private static final long LIMIT_MILLIS_MIN = 10;
    private static final long PAGE = 4096;

    private ActualResources() {}

    /** Of what a container was given, that which its group says otherwise is said so. */
    static Resources of(Resources given, ControlGroup.Bounds bounds) {
        Map<String, Quantity> requests = new HashMap<>(given.requests());
        Map<String, Quantity> limits = new HashMap<>(given.limits());
        if (!limits.isEmpty()) {
            bounds.cpuMillis().ifPresent(millis -> put(limits, millis, LIMIT_MILLIS_MIN));
            bounds.memoryBytes().ifPresent(bytes -> limits.put("memory", memory(given.limit("memory"), bytes)));
        }
        if (!requests.isEmpty()) {
            bounds.cpuShares().ifPresent(shares -> {
                long millis = shares < SHARES_MIN ? 0 : Math.ceilDiv(shares * MILLIS, SHARES);
                put(requests, millis, SHARES_MIN);
            });
        }
        return new Resources(requests, limits);
    }

    private static void put(Map<String, Quantity> amounts, long millis, long least) {
        if (Math.max(millis, amounts.getOrDefault("cpu", Quantity.ZERO).millis()) > least) {
            amounts.put("cpu", Quantity.ofMillis(millis));
        }
    }

    /** The kernel counts in pages. */
    private static Quantity memory(Quantity given, long bytes) {
        long asked = given.units();
        return Quantity.ofBytes(asked / PAGE * PAGE == bytes ? asked : bytes);
    }
}
