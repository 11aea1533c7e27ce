package io.beemesh.provider.resource.pool;

import io.beemesh.mesh.membership.Labels;
import io.beemesh.provider.pool.HostSelector;
import io.beemesh.provider.pool.HostSelector.Requirement;
import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolTaint;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a MeshPool says. Pure. */
final class MeshPools {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Labels of the node whose values are the provider's. */
    private static final Set<String> OWN_LABELS = Set.of(
            "beemesh.io/node",
            "beemesh.io/mesh",
            Pool.LABEL,
            "type",
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "node.kubernetes.io/exclude-from-external-load-balancers");

    private MeshPools() {}

    /** The name of the pool's node. */
    static String nodeName(MeshPool held) {
        String named = held.getSpec().nodeName();
        return named.isEmpty() ? held.getMetadata().getName() : named;
    }

    /**
     * The pool.
     *
     * @throws IllegalArgumentException if it cannot be had; the message says what was found and what was expected
     */
    static Pool read(MeshPool held) {
        String name = held.getMetadata().getName();
        MeshPoolSpec spec = held.getSpec();
        String nodeName = nodeName(held);
        require(
                DNS_LABEL.matcher(nodeName).matches(),
                "nodeName: '" + nodeName + "' (expected: a DNS label of at most 63 characters)");
        Labels.fault(spec.labels()).ifPresent(fault -> {
            throw new IllegalArgumentException("labels: " + fault);
        });
        spec.labels().keySet().stream()
                .filter(OWN_LABELS::contains)
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("labels: " + key + " is the provider's own; leave it away");
                });
        LabelSelector selector = spec.hostSelector();
        return new Pool(
                name,
                selector == null ? HostSelector.ofPool(name) : selector(selector),
                nodeName,
                spec.labels(),
                spec.taints().stream().map(MeshPools::taint).toList());
    }

    private static HostSelector selector(LabelSelector selector) {
        return new HostSelector(
                Objects.requireNonNullElse(selector.getMatchLabels(), Map.of()),
                selector.getMatchExpressions().stream()
                        .map(MeshPools::requirement)
                        .toList());
    }

    private static Requirement requirement(LabelSelectorRequirement it) {
        String key = it.getKey();
        List<String> values = it.getValues();
        return switch (String.valueOf(it.getOperator())) {
            case "In" -> new HostSelector.In(key, values);
            case "NotIn" -> new HostSelector.NotIn(key, values);
            case "Exists" -> none(key, values, new HostSelector.Exists(key));
            case "DoesNotExist" -> none(key, values, new HostSelector.DoesNotExist(key));
            default ->
                throw new IllegalArgumentException("hostSelector: operator '" + it.getOperator()
                        + "' (expected: In, NotIn, Exists or DoesNotExist)");
        };
    }

    private static Requirement none(String key, List<String> values, Requirement requirement) {
        require(
                values.isEmpty(),
                "hostSelector: values " + values + " for " + key + " (expected: none with Exists and DoesNotExist)");
        return requirement;
    }

    private static PoolTaint taint(Taint taint) {
        String value = Objects.requireNonNullElse(taint.getValue(), "");
        Labels.fault(Map.of(taint.getKey(), value)).ifPresent(fault -> {
            throw new IllegalArgumentException("taints: " + fault);
        });
        return Arrays.stream(PoolTaint.Effect.values())
                .filter(effect -> effect.text().equals(taint.getEffect()))
                .findFirst()
                .map(effect -> new PoolTaint(taint.getKey(), value, effect))
                .orElseThrow(() -> new IllegalArgumentException("taints: effect '" + taint.getEffect()
                        + "' (expected: NoSchedule, PreferNoSchedule or NoExecute)"));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
