package io.beemesh.agent.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a Kubernetes Pod asks of this host. Immutable.
 *
 * @param initContainers in their order; those with {@link Container#sidecar()} keep running
 * @param containers at least one
 * @param ephemeralContainers added to look at it while it runs
 * @param volumes by their place in the pod
 */
public record Pod(
        Meta meta,
        List<Container> initContainers,
        List<Container> containers,
        List<Container> ephemeralContainers,
        List<Volume> volumes,
        Lifetime lifetime,
        Network network,
        Security.OfPod security,
        Sharing sharing,
        Placement placement) {

    /** Copies the lists. */
    public Pod {
        initContainers = List.copyOf(initContainers);
        containers = List.copyOf(containers);
        ephemeralContainers = List.copyOf(ephemeralContainers);
        volumes = List.copyOf(volumes);
    }

    /** A copy whose init containers and containers are others; ephemeral ones have no resources. */
    public Pod with(UnaryOperator<Container> change) {
        return new Pod(
                meta,
                initContainers.stream().map(change).toList(),
                containers.stream().map(change).toList(),
                ephemeralContainers,
                volumes,
                lifetime,
                network,
                security,
                sharing,
                placement);
    }

    /** Init containers, then the others, without ephemeral ones. */
    public Stream<Container> allContainers() {
        return Stream.concat(initContainers.stream(), containers.stream());
    }

    /** Those that run as long as the pod does: sidecars, then the others. */
    public Stream<Container> lastingContainers() {
        return allContainers().filter(container -> !container.runsOnce());
    }

    /**
     * Amounts by resource: of its containers and sidecars together, or of its largest init container with the sidecars
     * before it, whichever is more.
     *
     * <p><i>Source:</i> k8s.io/component-helpers/resource, PodRequests and PodLimits.
     */
    public Map<String, Quantity> sum(Function<Container, Map<String, Quantity>> amounts) {
        Map<String, Quantity> running = new HashMap<>();
        Map<String, Quantity> peak = new HashMap<>();
        for (Container init : initContainers) {
            Map<String, Quantity> starting = new HashMap<>(running);
            join(starting, amounts.apply(init), Quantity::plus);
            join(peak, starting, Quantity::max);
            if (init.sidecar()) {
                running = starting;
            }
        }
        for (Container container : containers) {
            join(running, amounts.apply(container), Quantity::plus);
        }
        join(running, peak, Quantity::max);
        return running;
    }

    private static void join(
            Map<String, Quantity> into, Map<String, Quantity> amounts, BinaryOperator<Quantity> joining) {
        amounts.forEach((resource, amount) -> into.merge(resource, amount, joining));
    }

    /** The container of that name, whatever its kind. */
    public Optional<Container> container(String name) {
        return Stream.concat(allContainers(), ephemeralContainers.stream())
                .filter(c -> c.name().equals(name))
                .findFirst();
    }

    /**
     * Who the pod is.
     *
     * @param generation of the spec; 0 if the API server sent none
     */
    public record Meta(
            String namespace,
            String name,
            String uid,
            Map<String, String> labels,
            Map<String, String> annotations,
            long generation) {
        /** Copies the maps. */
        public Meta {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }

        /** The pod as the kubelet's messages name it: {@code name_namespace(uid)}. */
        public String fullName() {
            return name + "_" + namespace + "(" + uid + ")";
        }
    }

    /** Which ends of a container are followed by a new start. */
    public enum RestartPolicy {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    /**
     * How long the pod lives.
     *
     * @param graceSeconds between the stop signal and the kill
     * @param activeDeadlineSeconds since its start, after which it fails
     */
    public record Lifetime(RestartPolicy restartPolicy, long graceSeconds, OptionalLong activeDeadlineSeconds) {}

    /**
     * What else the pod says of itself.
     *
     * @param readinessGates condition types that must be true, beside the containers, for the pod to be ready
     * @param priority of its class; the higher, the later it has to yield to others
     */
    public record Placement(
            String nodeName, String serviceAccount, boolean serviceLinks, List<String> readinessGates, int priority) {
        /** Copies the list. */
        public Placement {
            readinessGates = List.copyOf(readinessGates);
        }
    }
}
