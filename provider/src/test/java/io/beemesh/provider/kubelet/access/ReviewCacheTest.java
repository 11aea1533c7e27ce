package io.beemesh.provider.kubelet.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReviewCacheTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final ReviewCache<String, Integer> cache = new ReviewCache<>(2, nanos::get);

    @Test
    void forgetsWhenTheTimeIsOver() {
        cache.put("a", 1, Duration.ofNanos(100));
        nanos.addAndGet(99);
        assertThat(cache.get("a")).contains(1);
        nanos.incrementAndGet();
        assertThat(cache.get("a")).isEmpty();
    }

    @Test
    void letsTheOneNotAskedForLongestGo() {
        cache.put("a", 1, Duration.ofHours(1));
        cache.put("b", 2, Duration.ofHours(1));
        assertThat(cache.get("a")).contains(1);
        cache.put("c", 3, Duration.ofHours(1));

        assertThat(cache.get("a")).contains(1);
        assertThat(cache.get("b")).isEmpty();
        assertThat(cache.get("c")).contains(3);
    }
}
