package io.beemesh.provider.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodStoreTest {
    private final PodStore store = new PodStore();
    private final List<String> news = new ArrayList<>();

    @Test
    void passesOverAnOlderVersionThanAWriteAnswered() {
        store.seen(pod("9"));
        store.wrote(pod("11"));

        store.seen(pod("10"));

        assertThat(store.find("u1").orElseThrow().getMetadata().getResourceVersion())
                .isEqualTo("11");
    }

    @Test
    void doesNotBringBackAPodThatIsGone() {
        store.seen(pod("9"));
        store.gone("u1");

        store.wrote(pod("10"));

        assertThat(store.find("u1")).isEmpty();
    }

    @Test
    void tellsListenersOfNewsOnlyAndLateOnesOfAll() {
        store.listen(news::add);
        store.seen(pod("9"));
        store.seen(pod("9"));
        store.gone("u1");
        store.gone("u1");
        assertThat(news).containsExactly("u1", "u1");

        store.seen(pod("12"));
        List<String> late = new ArrayList<>();
        store.listen(late::add);
        assertThat(late).containsExactly("u1");
    }

    private static Pod pod(String version) {
        return new PodBuilder()
                .withNewMetadata()
                .withUid("u1")
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }
}
