package io.beemesh.provider.pods.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.kube.pod.ObjectReader.TokenWish;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.testing.FakeObjects;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration APART = Duration.ofMinutes(10);
    private static final TokenWish WISH =
            new TokenWish(new PodRef("default", "web", "u1"), "default", "", LIFE.toSeconds());

    private final FakeObjects objects = new FakeObjects();
    private final SettableClock clock = new SettableClock();
    private final TokenCache cache = new TokenCache(objects, clock);

    @Test
    void asksAnewAfterFourFifthsOfItsLife() throws Exception {
        serverIsAhead(Duration.ZERO);
        assertThat(askedAfter(Duration.ofMinutes(8).minusMillis(1))).isEqualTo(1);
        assertThat(askedAfter(Duration.ofMillis(1))).isEqualTo(2);
    }

    @Test
    void asksAsSoonWhenTheClockIsBehindTheServers() throws Exception {
        serverIsAhead(APART);

        assertThat(askedAfter(Duration.ofMinutes(8))).isEqualTo(2);
    }

    @Test
    void asksEachTimeWhenTheClockIsSoFarAheadThatNothingIsGood() throws Exception {
        serverIsAhead(APART.negated());

        assertThat(askedAfter(Duration.ofMillis(1))).isEqualTo(2);
        assertThat(cache.token(WISH)).isPresent();
    }

    private void serverIsAhead(Duration by) throws Exception {
        objects.tokensExpire = clock.instant().plus(by).plus(LIFE);
        assertThat(cache.token(WISH)).isPresent();
    }

    private int askedAfter(Duration pause) throws Exception {
        clock.advance(pause);
        assertThat(cache.token(WISH)).isPresent();
        return objects.wishes.size();
    }
}
