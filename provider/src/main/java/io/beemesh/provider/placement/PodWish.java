package io.beemesh.provider.placement;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.PodLoad;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a pod asks of its host.
 *
 * @param load its requests and its controller
 * @param architecture in Go's words; empty if any will do
 * @param homes the hosts that have its volumes' data; empty if none has any
 */
public record PodWish(PodLoad load, String architecture, Set<PeerId> homes) {
    private static final String ARCHITECTURE_LABEL = "kubernetes.io/arch";

    /** Keeps a copy. */
    public PodWish {
        homes = Set.copyOf(homes);
    }

    /** One without volumes that have data. */
    public PodWish(PodLoad load, String architecture) {
        this(load, architecture, Set.of());
    }

    /** The same, where these hosts have its volumes' data. */
    public PodWish at(Set<PeerId> hosts) {
        return new PodWish(load, architecture, hosts);
    }

    /**
     * What the pod asks for, or what it has, whichever is more: it keeps that while a resize waits for room.
     *
     * <p><i>Source:</i> KEP-753, effective requests of a pod with sidecars; KEP-1287, what a resize weighs meanwhile.
     */
    public static PodWish of(Pod pod) {
        PodSpec spec = pod.getSpec();
        Map<String, String> selector = spec.getNodeSelector() == null ? Map.of() : spec.getNodeSelector();
        return new PodWish(
                new PodLoad(requests(spec, allocated(pod)), owner(pod)), selector.getOrDefault(ARCHITECTURE_LABEL, ""));
    }

    private static String owner(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse("");
    }

    private static Map<String, Amounts> allocated(Pod pod) {
        Map<String, Amounts> allocated = new HashMap<>();
        if (pod.getStatus() != null) {
            Stream.concat(
                            pod.getStatus().getInitContainerStatuses().stream(),
                            pod.getStatus().getContainerStatuses().stream())
                    .filter(status -> status.getAllocatedResources() != null)
                    .forEach(status -> allocated.put(status.getName(), of(status.getAllocatedResources())));
        }
        return allocated;
    }

    private static Amounts requests(PodSpec spec, Map<String, Amounts> allocated) {
        Amounts running = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Container init : spec.getInitContainers()) {
            if ("Always".equals(init.getRestartPolicy())) {
                running = running.plus(of(init, allocated));
                starting = starting.max(running);
            } else {
                starting = starting.max(running.plus(of(init, allocated)));
            }
        }
        for (Container container : spec.getContainers()) {
            running = running.plus(of(container, allocated));
        }
        Amounts overhead = spec.getOverhead() == null ? Amounts.NONE : of(spec.getOverhead());
        return running.max(starting).plus(overhead).plus(new Amounts(0, 0, 0, 1));
    }

    private static Amounts of(Container container, Map<String, Amounts> allocated) {
        Amounts has = allocated.getOrDefault(container.getName(), Amounts.NONE);
        if (container.getResources() == null || container.getResources().getRequests() == null) {
            return has;
        }
        return of(container.getResources().getRequests()).max(has);
    }

    private static Amounts of(Map<String, Quantity> requests) {
        return new Amounts(
                amount(requests, "cpu", 3), amount(requests, "memory", 0), amount(requests, "ephemeral-storage", 0), 0);
    }

    private static long amount(Map<String, Quantity> requests, String resource, int shift) {
        Quantity quantity = requests.get(resource);
        if (quantity == null) {
            return 0;
        }
        BigDecimal exact = Quantity.getAmountInBytes(quantity).scaleByPowerOfTen(shift);
        BigDecimal bounded = exact.setScale(0, RoundingMode.CEILING).min(BigDecimal.valueOf(Long.MAX_VALUE / 1024));
        return bounded.longValue();
    }

    /** The names of the resources of which more is wanted than is free; in alphabetical order. */
    List<String> lacking(Amounts free) {
        Amounts wanted = load.requests();
        List<String> lacking = new ArrayList<>();
        if (wanted.cpuMillis() > 0 && wanted.cpuMillis() > free.cpuMillis()) {
            lacking.add("Insufficient cpu");
        }
        if (wanted.storageBytes() > 0 && wanted.storageBytes() > free.storageBytes()) {
            lacking.add("Insufficient ephemeral-storage");
        }
        if (wanted.memoryBytes() > 0 && wanted.memoryBytes() > free.memoryBytes()) {
            lacking.add("Insufficient memory");
        }
        if (wanted.pods() > free.pods()) {
            lacking.add("Too many pods");
        }
        return lacking;
    }
}
