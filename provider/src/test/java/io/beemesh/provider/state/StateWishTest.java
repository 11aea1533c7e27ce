package io.beemesh.provider.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateWishTest {
    private static final Workload SET = new Workload("apps/v1", "StatefulSet", "shop", "db", "uid-1");
    private static final Map<String, String> RAFT = Map.of("beemesh.io/state", "raft");

    @Test
    void podOfAnAnnotatedStatefulSetHasItsGroup() {
        assertThat(StateWish.of(pod(Map.of(), false), RAFT)).isEqualTo(new StateWish.Grouped(SET));
        assertThat(SET.groupName()).isEqualTo("db");
    }

    @Test
    void podsOwnAnnotationIsAsGood() {
        assertThat(StateWish.of(pod(RAFT, false), Map.of())).isEqualTo(new StateWish.Grouped(SET));
    }

    @Test
    void podThatAsksForNothingHasNone() {
        assertThat(StateWish.of(pod(Map.of(), false), Map.of())).isEqualTo(new StateWish.None());
    }

    @Test
    void unknownValueIsRefusedByName() {
        assertThat(StateWish.of(pod(Map.of(), false), Map.of("beemesh.io/state", "paxos")))
                .isEqualTo(new StateWish.Refused("annotation beemesh.io/state: 'paxos' (expected: 'raft')"));
    }

    @Test
    void podOnItsHostsNetworkIsRefused() {
        assertThat(StateWish.of(pod(RAFT, true), Map.of())).isInstanceOf(StateWish.Refused.class);
    }

    @Test
    void podWithoutAControllerIsRefused() {
        Pod alone = new PodBuilder(pod(RAFT, false))
                .editMetadata()
                .withOwnerReferences()
                .endMetadata()
                .build();

        assertThat(StateWish.of(alone, Map.of())).isInstanceOf(StateWish.Refused.class);
    }

    @Test
    void groupOfAnotherKindIsToldFromAStatefulSetsOfThatName() {
        assertThat(new Workload("apps/v1", "ReplicaSet", "shop", "db", "uid-2").groupName())
                .isEqualTo("replicaset-db");
    }

    private static Pod pod(Map<String, String> annotations, boolean hostNetwork) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("db-0")
                .withAnnotations(annotations)
                .addNewOwnerReference()
                .withApiVersion(SET.apiVersion())
                .withKind(SET.kind())
                .withName(SET.name())
                .withUid(SET.uid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withHostNetwork(hostNetwork)
                .endSpec()
                .build();
    }
}
