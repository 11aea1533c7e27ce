package io.beemesh.provider.kube.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnTaintsTest {
    private static final Taint BASE = new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "beemesh");
    private static final Taint GPU = new Taint("NoSchedule", "gpu", null, "yes");
    private static final Taint SLOW = new Taint("NoExecute", "example.org/slow", null, null);

    @Test
    void whatIsWantedNoMoreGoesAndWhatPeopleWroteStays() {
        Node held = node(OwnTaints.annotation(List.of(BASE, GPU)), BASE, GPU, SLOW);

        assertThat(OwnTaints.areOn(held, List.of(BASE))).isFalse();
        assertThat(OwnTaints.merged(held, List.of(BASE))).containsExactly(BASE, SLOW);
    }

    @Test
    void aValueThatChangedIsWrittenOver() {
        Taint other = new Taint("NoSchedule", "gpu", null, "no");
        Node held = node(OwnTaints.annotation(List.of(BASE, GPU)), BASE, GPU);

        assertThat(OwnTaints.areOn(held, List.of(BASE, other))).isFalse();
        assertThat(OwnTaints.merged(held, List.of(BASE, other))).containsExactly(BASE, other);
    }

    @Test
    void aNodeOfBeforeTheAnnotationKeepsAllAndGetsIt() {
        Node held = node(Map.of(), BASE, GPU);

        assertThat(OwnTaints.areOn(held, List.of(BASE))).isFalse();
        assertThat(OwnTaints.merged(held, List.of(BASE))).containsExactly(BASE, GPU);
    }

    @Test
    void nothingIsWrittenWhereAllIsAsWanted() {
        Node held = node(OwnTaints.annotation(List.of(GPU, BASE)), SLOW, BASE, GPU);

        assertThat(OwnTaints.areOn(held, List.of(BASE, GPU))).isTrue();
    }

    private static Node node(Map<String, String> annotations, Taint... taints) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("gpu")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withTaints(taints)
                .endSpec()
                .build();
    }
}
