package io.beemesh.agent.pods.status;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Resources;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the containers of a pod have together; pure.
 *
 * <p><i>Source:</i> kubelet, kubelet_pods.go convertToAPIPodLevelResourcesStatus.
 */
final class PodResources {
    /** A kubelet reads a running pod's from its control group, which knows no others. */
    private static final long REQUEST_MILLIS_MIN = 2;

    private static final long LIMIT_MILLIS_MIN = 10;

    private PodResources() {}

    /** What a pod was allocated. */
    static Resources allocated(Pod pod) {
        return of(pod, Container::resources);
    }

    /** What a pod really has: while it runs, cpu and memory, without amounts that the kernel rounds to the least. */
    static Resources actual(PodView view, Phase phase) {
        Resources allocated = allocated(view.pod());
        if (phase != Phase.RUNNING) {
            return allocated;
        }
        Map<String, Resources> byName = new HashMap<>();
        Stream.concat(view.init().stream(), view.main().stream())
                .forEach(container -> byName.put(container.spec().name(), container.resources()));
        Resources all = of(view.pod(), container -> byName.getOrDefault(container.name(), container.resources()));
        return new Resources(
                counted(all.requests(), allocated.requests(), REQUEST_MILLIS_MIN),
                counted(all.limits(), allocated.limits(), LIMIT_MILLIS_MIN));
    }

    /** As the pod says it where it is the same. */
    private static Map<String, Quantity> counted(
            Map<String, Quantity> amounts, Map<String, Quantity> allocated, long millisMin) {
        Map<String, Quantity> counted = new HashMap<>();
        for (String resource : Qos.COUNTED) {
            Quantity amount = amounts.getOrDefault(resource, Quantity.ZERO);
            Quantity said = allocated.getOrDefault(resource, amount);
            boolean least = resource.equals("cpu") && amount.millis() <= millisMin;
            if (amounts.containsKey(resource) && !least) {
                counted.put(resource, said.value().compareTo(amount.value()) == 0 ? said : amount);
            }
        }
        return counted;
    }

    private static Resources of(Pod pod, Function<Container, Resources> resources) {
        return new Resources(
                pod.sum(container -> resources.apply(container).requests()),
                pod.sum(container -> resources.apply(container).limits()));
    }
}
