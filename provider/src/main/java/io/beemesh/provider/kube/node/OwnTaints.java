package io.beemesh.provider.kube.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which taints of a node are the provider's: an annotation of the node remembers those that it wrote last, so that one
 * that it wants no more goes and those of people stay, whichever provider writes next. Pure.
 */
public final class OwnTaints {
    /** The annotation, for example {@code gpu:NoSchedule,virtual-kubelet.io/provider:NoSchedule}. */
    public static final String ANNOTATION = "beemesh.io/own-taints";

    private OwnTaints() {}

    /** The annotation that remembers these. */
    public static Map<String, String> annotation(List<Taint> wanted) {
        return Map.of(ANNOTATION, words(wanted));
    }

    private static String words(List<Taint> taints) {
        return taints.stream().map(OwnTaints::word).sorted().collect(Collectors.joining(","));
    }

    /** Whether a node has these, and the provider wrote no others; those of people do not count. */
    public static boolean areOn(Node held, List<Taint> wanted) {
        return held.getSpec() != null
                && held.getSpec().getTaints().containsAll(wanted)
                && words(wanted).equals(text(held).orElse(""));
    }

    /** All taints that a node is to have: these and those of people. */
    public static List<Taint> merged(Node held, List<Taint> wanted) {
        Set<String> own = Set.of(text(held).orElse("").split(","));
        List<Taint> all = new ArrayList<>(wanted);
        held.getSpec().getTaints().stream()
                .filter(taint -> wanted.stream().noneMatch(it -> word(it).equals(word(taint))))
                .filter(taint -> !own.contains(word(taint)))
                .forEach(all::add);
        return all;
    }

    private static Optional<String> text(Node held) {
        return Optional.ofNullable(held.getMetadata().getAnnotations())
                .flatMap(all -> Optional.ofNullable(all.get(ANNOTATION)));
    }

    /** Two taints of one node differ in key or effect. */
    private static String word(Taint taint) {
        return taint.getKey() + ":" + taint.getEffect();
    }
}
