package io.beemesh.agent.pods.env;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.EnvVar;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Fields of a pod as texts.
 *
 * <p><i>Source:</i> kubelet, kubelet_pods.go podFieldSelectorRuntimeValue; pkg/fieldpath; pkg/api/v1/resource.
 */
public final class Downward {
    private final Pod pod;
    private final Surroundings surroundings;

    /** Of one pod. */
    public Downward(Pod pod, Surroundings surroundings) {
        this.pod = pod;
        this.surroundings = surroundings;
    }

    /**
     * A field of the pod.
     *
     * @throws MissingValue if the path names none that is offered
     */
    public String field(String path) throws MissingValue {
        if (path.endsWith("']") && path.indexOf("['") > 0) {
            return subscripted(
                    path,
                    path.substring(0, path.indexOf("['")),
                    path.substring(path.indexOf("['") + 2, path.length() - 2));
        }
        return switch (path) {
            case "metadata.name" -> pod.meta().name();
            case "metadata.namespace" -> pod.meta().namespace();
            case "metadata.uid" -> pod.meta().uid();
            case "metadata.labels" -> lines(pod.meta().labels());
            case "metadata.annotations" -> lines(pod.meta().annotations());
            case "spec.nodeName" -> pod.placement().nodeName();
            case "spec.serviceAccountName" -> pod.placement().serviceAccount();
            case "status.hostIP", "status.hostIPs" -> surroundings.hostIp();
            case "status.podIP" ->
                surroundings.podIps().isEmpty() ? "" : surroundings.podIps().getFirst();
            case "status.podIPs" -> String.join(",", surroundings.podIps());
            default -> throw new MissingValue("unsupported fieldPath: " + path);
        };
    }

    private String subscripted(String path, String map, String key) throws MissingValue {
        return switch (map) {
            case "metadata.labels" -> pod.meta().labels().getOrDefault(key, "");
            case "metadata.annotations" -> pod.meta().annotations().getOrDefault(key, "");
            default -> throw new MissingValue("fieldPath \"" + path + "\" does not support subscript");
        };
    }

    /**
     * A request or limit of a container, in units of the divisor, rounded up.
     *
     * @param self the container whose environment it is
     */
    public String resource(EnvVar.Source.Resource reference, Container self) throws MissingValue {
        Optional<Container> named =
                reference.container().isEmpty() ? Optional.of(self) : pod.container(reference.container());
        Container of = named.orElseThrow(() -> new MissingValue("container " + reference.container() + " not found"));
        String[] parts = reference.resource().split("\\.", 2);
        boolean limit = parts[0].equals("limits");
        if (parts.length < 2 || !(limit || parts[0].equals("requests")) || !offered(parts[1])) {
            throw new MissingValue("unsupported container resource : " + reference.resource());
        }
        Quantity amount = limit ? limit(of, parts[1]) : of.resources().request(parts[1]);
        return Long.toString(amount.dividedBy(reference.divisor()));
    }

    private static boolean offered(String resource) {
        return resource.equals("cpu")
                || resource.equals("memory")
                || resource.equals("ephemeral-storage")
                || resource.startsWith("hugepages-");
    }

    private Quantity limit(Container of, String resource) {
        Quantity limit = of.resources().limit(resource);
        if (limit.isPositive()) {
            return limit;
        }
        return switch (resource) {
            case "cpu" -> Quantity.parse(surroundings.cpuMillis() + "m");
            case "memory" -> Quantity.of(surroundings.memoryBytes());
            case "ephemeral-storage" -> Quantity.of(surroundings.storageBytes());
            default -> limit;
        };
    }

    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    /** As Go's strconv.Quote writes it. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case 0x07 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case 0x0b -> out.append("\\v");
                default -> printed(c, out);
            }
        });
        return out.append('"').toString();
    }

    private static void printed(int c, StringBuilder out) {
        if (c < 0x20 || c == 0x7f) {
            out.append("\\x%02x".formatted(c));
        } else {
            out.appendCodePoint(c);
        }
    }
}
