package io.beemesh.provider.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.kube.pod.PodEvictor.Outcome;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.resource.HostDrain.Progress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostDrainTest {
    private final SettableClock clock = new SettableClock();
    private final FakeCluster cluster = new FakeCluster();
    private final List<String> asked = new ArrayList<>();
    private final PeerId host = KeyPair.generate().peerId();
    private Outcome answer = new Outcome.Evicted();
    private final HostDrain drain = new HostDrain(
            () -> List.of(cluster.source()),
            pod -> {
                asked.add(pod.name());
                return answer;
            },
            clock);

    @Test
    void evictsThePodsOfItsHostAloneUntilNoneIsLeft() {
        cluster.put(pod("web", host).build());
        cluster.put(pod("elsewhere", KeyPair.generate().peerId()).build());
        cluster.sync();

        assertThat(reason(drain.advance(host))).isEqualTo("Draining");
        assertThat(asked).containsExactly("web");

        cluster.drop("web");
        cluster.restart();
        cluster.sync();
        assertThat(drain.advance(host)).matches(Progress::isOver);
        assertThat(drain.advance(host).fact().message()).isEqualTo("no pod is left to evict");
    }

    @Test
    void leavesPodsOfDaemonSetsAndMirrorPodsAndEndedOnesAlone() {
        cluster.put(owned(pod("daemon", host), "DaemonSet"));
        cluster.put(pod("mirror", host)
                .editMetadata()
                .addToAnnotations("kubernetes.io/config.mirror", "x")
                .endMetadata()
                .build());
        cluster.put(pod("ended", host)
                .withNewStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build());
        cluster.put(owned(pod("replica", host), "ReplicaSet"));
        cluster.sync();

        assertThat(drain.advance(host)).isEqualTo(new HostDrain.Left(1, 2, Optional.empty()));
        assertThat(asked).containsExactly("replica");
    }

    @Test
    void saysWhichBudgetObjectsAndAsksAgainLaterAndLater() {
        cluster.put(pod("web", host).build());
        cluster.sync();
        answer = new Outcome.Blocked("The disruption budget web needs 1 healthy pods and has 1 currently");

        ConditionFact fact = drain.advance(host).fact();
        assertThat(fact.reason()).isEqualTo("Blocked");
        assertThat(fact.message())
                .isEqualTo("1 pod is left; default/web: The disruption budget web needs 1 healthy pods and has 1"
                        + " currently");
        for (int seconds : List.of(5, 10, 20, 40, 60, 60)) {
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(reason(drain.advance(host))).isEqualTo("Blocked");
            int before = asked.size();
            clock.advance(Duration.ofMillis(1));
            assertThat(reason(drain.advance(host))).isEqualTo("Blocked");
            assertThat(asked).as("after %d s", seconds).hasSize(before + 1);
        }
    }

    @Test
    void asksForOnePodAtATimeWhileTheApiServerFails() {
        cluster.put(pod("a", host).build());
        cluster.put(pod("b", host).build());
        cluster.sync();
        answer = new Outcome.Failed("connection refused");

        assertThat(drain.advance(host).fact().message()).isEqualTo("2 pods are left; default/a: connection refused");
        assertThat(asked).containsExactly("a");

        answer = new Outcome.Evicted();
        assertThat(drain.advance(host).isOver()).isFalse();
        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void asksForAPodThatEndsAlreadyNoMore() {
        cluster.put(pod("web", host)
                .editMetadata()
                .withDeletionTimestamp("2026-11-22T12:00:00Z")
                .endMetadata()
                .build());
        cluster.sync();

        assertThat(reason(drain.advance(host))).isEqualTo("Draining");
        assertThat(asked).isEmpty();
    }

    @Test
    void doesNotTakePodsThatAreNotKnownYetForGone() {
        assertThat(drain.advance(host)).matches(progress -> !progress.isOver());
    }

    private static String reason(Progress progress) {
        return progress.fact().reason();
    }

    private static PodBuilder pod(String name, PeerId host) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid(name)
                .withAnnotations(new Assignment(host, 1).annotations())
                .endMetadata();
    }

    private static Pod owned(PodBuilder pod, String kind) {
        return pod.editMetadata()
                .addNewOwnerReference()
                .withKind(kind)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
