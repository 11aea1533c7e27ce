package io.beemesh.agent.podman.libpod;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodmanEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlyEndsTest {

    private static final Map<String, String> LABELS = Map.of("a", "b");
    private static final PodmanEvent STARTED = new PodmanEvent.Started("c1", LABELS);
    private static final PodmanEvent DIED = new PodmanEvent.Died("c1", LABELS);

    private final EarlyEnds early = new EarlyEnds();

    @Test
    void startThatWasNotToldIsToldBeforeTheEnd() {
        assertThat(early.ended("c1", LABELS)).containsExactly(STARTED, DIED);
        assertThat(early.isNew(STARTED)).isFalse();
        assertThat(early.isNew(DIED)).isFalse();
    }

    @Test
    void startThatWasToldIsNotToldAgain() {
        assertThat(early.isNew(STARTED)).isTrue();
        assertThat(early.ended("c1", LABELS)).containsExactly(DIED);
        assertThat(early.isNew(DIED)).isFalse();
    }

    @Test
    void whatWasNotSeenEarlyIsTold() {
        assertThat(early.isNew(STARTED)).isTrue();
        assertThat(early.isNew(DIED)).isTrue();
        assertThat(early.isNew(new PodmanEvent.Removed("c1", LABELS))).isTrue();
    }

    @Test
    void endThatPodmanToldFirstIsNotToldAgain() {
        assertThat(early.isNew(STARTED)).isTrue();
        assertThat(early.isNew(DIED)).isTrue();
        assertThat(early.ended("c1", LABELS)).isEmpty();
    }

    @Test
    void containerThatIsStartedAgainMayEndAgain() {
        assertThat(early.ended("c1", LABELS)).containsExactly(STARTED, DIED);
        assertThat(early.isNew(STARTED)).isFalse();
        assertThat(early.isNew(DIED)).isFalse();

        assertThat(early.isNew(STARTED)).isTrue();
        assertThat(early.ended("c1", LABELS)).containsExactly(DIED);
    }

    @Test
    void onlySoMuchIsRemembered() {
        for (int i = 0; i < EarlyEnds.CONTAINERS_MAX + 1; i++) {
            early.ended("other" + i, LABELS);
        }
        assertThat(early.isNew(new PodmanEvent.Died("other0", LABELS))).isTrue();
    }
}
