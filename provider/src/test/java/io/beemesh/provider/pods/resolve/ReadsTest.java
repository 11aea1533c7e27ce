package io.beemesh.provider.pods.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.ObjectReader.ObjectName;
import io.beemesh.provider.kube.pod.ObjectReader.TokenWish;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.testing.SlowObjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadsTest {
    private static final ObjectName NAME = new ObjectName("shop", "one");
    private static final TokenWish WISH = new TokenWish(new PodRef("shop", "web", "u1"), "default", "", 600);

    @Test
    void answersOneByOneWhatWasReadSideBySide() throws Exception {
        SlowObjects objects = SlowObjects.untilAsked(4);
        Reads reads = new Reads(objects, new TokenCache(objects, new SettableClock()));

        reads.begin(WISH);
        reads.beginServices("shop");
        reads.beginConfigMap(NAME);
        reads.beginSecret(NAME);

        assertThat(reads.configMap(NAME)).isEmpty();
        assertThat(reads.secret(NAME)).isEmpty();
        assertThat(reads.services("shop")).isEmpty();
        assertThat(reads.token(WISH)).isPresent();
        assertThat(objects.asked()).isEqualTo(4);
    }

    @Test
    void readsWhatWasNotBegunWhenItIsAskedFor() throws Exception {
        SlowObjects objects = SlowObjects.untilAsked(0);
        Reads reads = new Reads(objects, new TokenCache(objects, new SettableClock()));
        for (int number = 0; number < 20; number++) {
            reads.beginConfigMap(new ObjectName("shop", "map-" + number));
        }
        for (int number = 0; number < 20; number++) {
            assertThat(reads.configMap(new ObjectName("shop", "map-" + number))).isEmpty();
        }

        assertThat(reads.secret(NAME)).isEmpty();
        assertThat(objects.asked()).isEqualTo(21);
    }

    @Test
    void saysWhichAnswerDidNotCome() {
        SlowObjects objects = SlowObjects.silent();
        Reads reads = new Reads(objects, new TokenCache(objects, new SettableClock()));
        reads.beginSecret(NAME);

        assertThatThrownBy(() -> reads.secret(NAME))
                .isInstanceOf(KubeUnavailableException.class)
                .hasMessageContaining("one is not answered");
    }
}
