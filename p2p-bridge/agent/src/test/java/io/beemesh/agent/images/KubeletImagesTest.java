package io.beemesh.agent.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodmanException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class KubeletImagesTest {

    private static final ImageStore.Stored STORED = new ImageStore.Stored(
            "a".repeat(64), "docker.io/library/web@sha256:" + "b".repeat(64), "1000:100", 12345, List.of());

    private final FakeStore store = new FakeStore();
    private final SteppingClock clock = new SteppingClock();
    private final List<ImageEvent> events = new ArrayList<>();
    private final AtomicLong progress = new AtomicLong(-1);

    @TempDir
    private Path records = Path.of("");

    private KubeletImages images;

    @BeforeEach
    void open() {
        StallGuard guard = new StallGuard(progress::get, Duration.ofMillis(100), Duration.ofMillis(10));
        images = new KubeletImages(
                store,
                new PullRecords(records),
                new KubeletImages.Time(clock, () -> clock.now.toEpochMilli() * 1_000_000),
                guard);
    }

    @AfterEach
    void close() {
        images.close();
    }

    private ImageOutcome ensure(String image, ImageRequest.Policy policy) throws InterruptedException {
        events.clear();
        return images.ensure(new ImageRequest("uid-1", image, policy, List.of()), events::add);
    }

    @Test
    void presentImageIsNotPulled() throws Exception {
        store.there.put("docker.io/library/web:1", STORED);
        assertThat(ensure("web:1", ImageRequest.Policy.IF_NOT_PRESENT))
                .isEqualTo(new ImageOutcome.Available(STORED.id(), STORED.reference(), STORED.user(), STORED.layers()));
        assertThat(events)
                .containsExactly(new ImageEvent(
                        false,
                        "Pulled",
                        "Container image \"web:1\" already present on machine and can be accessed by the pod"));
        assertThat(store.pulls).hasValue(0);
    }

    @Test
    void absentImageIsPulledAndTimed() throws Exception {
        store.onPull = () -> clock.step(Duration.ofMillis(1234));
        assertThat(ensure("web", ImageRequest.Policy.IF_NOT_PRESENT)).isInstanceOf(ImageOutcome.Available.class);
        assertThat(events)
                .containsExactly(
                        new ImageEvent(false, "Pulling", "Pulling image \"web\""),
                        new ImageEvent(
                                false,
                                "Pulled",
                                "Successfully pulled image \"web\" in 1.234s (1.234s including waiting). Image size:"
                                        + " 12345 bytes."));
    }

    @Test
    void whatWasPulledWithACredentialIsForThoseWhoShowIt() throws Exception {
        ImageRequest.Credential mine = new ImageRequest.Credential("docker.io", "me", "secret");
        store.onPull = () -> store.there.put("docker.io/library/web:1", STORED);
        ImageRequest first = new ImageRequest("uid-1", "web:1", ImageRequest.Policy.IF_NOT_PRESENT, List.of(mine));
        images.ensure(first, events::add);

        images.ensure(new ImageRequest("uid-2", "web:1", first.policy(), List.of(mine)), events::add);
        assertThat(store.pulls).as("the same credential").hasValue(1);

        store.refusal = "unauthorized";
        assertThat(ensure("web:1", ImageRequest.Policy.IF_NOT_PRESENT))
                .isEqualTo(new ImageOutcome.Unavailable("ErrImagePull", "unauthorized", Duration.ofSeconds(10)));
        assertThat(ensure("web:1", ImageRequest.Policy.NEVER))
                .isEqualTo(new ImageOutcome.Unavailable(
                        "ErrImageNeverPull",
                        "Container image \"web:1\" is not present with pull policy of Never",
                        Duration.ofSeconds(10)));
    }

    @Test
    void whatWasPulledWithoutACredentialIsForEverybody() throws Exception {
        store.onPull = () -> store.there.put("docker.io/library/web:1", STORED);
        ensure("web:1", ImageRequest.Policy.IF_NOT_PRESENT);

        assertThat(ensure("web:1", ImageRequest.Policy.NEVER)).isInstanceOf(ImageOutcome.Available.class);
        assertThat(store.pulls).hasValue(1);
    }

    @Test
    void pullByWhichNothingComesIsEnded() throws Exception {
        progress.set(1000);
        store.onPull = () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                store.refusal = "interrupted";
            }
        };

        assertThat(ensure("web:1", ImageRequest.Policy.ALWAYS))
                .isEqualTo(new ImageOutcome.Unavailable(
                        "ErrImagePull",
                        "nothing came from the registry for 100ms; the pull was ended",
                        Duration.ofSeconds(10)));
    }

    @Test
    void alwaysPullsWhatIsThere() throws Exception {
        store.there.put("docker.io/library/web:1", STORED);
        ensure("web:1", ImageRequest.Policy.ALWAYS);
        assertThat(store.pulls).hasValue(1);
    }

    @Test
    void neverRefusesWhatIsNotThere() throws Exception {
        assertThat(ensure("web:1", ImageRequest.Policy.NEVER))
                .isEqualTo(new ImageOutcome.Unavailable(
                        "ErrImageNeverPull",
                        "Container image \"web:1\" is not present with pull policy of Never",
                        Duration.ofSeconds(10)));
        assertThat(events)
                .containsExactly(
                        new ImageEvent(
                                true,
                                "ErrImageNeverPull",
                                "Container image \"web:1\" is not present with pull policy of Never"),
                        new ImageEvent(true, "Failed", "Error: ErrImageNeverPull"));
    }

    @Test
    void nameInCapitalsIsRefusedWithItsRepository() throws Exception {
        assertThat(ensure("Web:1", ImageRequest.Policy.ALWAYS))
                .isInstanceOfSatisfying(ImageOutcome.Unavailable.class, no -> assertThat(no.message())
                        .endsWith(": invalid reference format: repository name (library/Web) must be lowercase"));
        assertThat(ensure("reg.example/Web", ImageRequest.Policy.ALWAYS))
                .isInstanceOfSatisfying(ImageOutcome.Unavailable.class, no -> assertThat(no.message())
                        .endsWith("repository name (Web) must be lowercase"));
    }

    @Test
    void nameThatIsNoneIsRefused() throws Exception {
        assertThat(ensure("we b", ImageRequest.Policy.ALWAYS))
                .isInstanceOfSatisfying(ImageOutcome.Unavailable.class, no -> {
                    assertThat(no.reason()).isEqualTo("InvalidImageName");
                    assertThat(no.message())
                            .isEqualTo("Failed to apply default image tag \"we b\": couldn't parse image name \"we b\":"
                                    + " invalid reference format");
                });
        assertThat(store.pulls).hasValue(0);
    }

    @Test
    void failedPullIsBackedOffTenSecondsDoublingToFiveMinutes() throws Exception {
        store.refusal = "manifest unknown";
        ImageOutcome first = ensure("web:1", ImageRequest.Policy.IF_NOT_PRESENT);
        assertThat(first)
                .isEqualTo(new ImageOutcome.Unavailable("ErrImagePull", "manifest unknown", Duration.ofSeconds(10)));
        assertThat(events)
                .contains(new ImageEvent(true, "Failed", "Failed to pull image \"web:1\": manifest unknown"))
                .endsWith(new ImageEvent(true, "Failed", "Error: ErrImagePull"));

        clock.step(Duration.ofSeconds(4));
        assertThat(ensure("web:1", ImageRequest.Policy.IF_NOT_PRESENT))
                .isEqualTo(new ImageOutcome.Unavailable(
                        "ImagePullBackOff",
                        "Back-off pulling image \"web:1\": ErrImagePull: manifest unknown",
                        Duration.ofSeconds(6)));
        assertThat(events)
                .containsExactly(
                        new ImageEvent(false, "BackOff", "Back-off pulling image \"web:1\""),
                        new ImageEvent(true, "Failed", "Error: ImagePullBackOff"));

        clock.step(Duration.ofSeconds(6));
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ImageOutcome.Unavailable no =
                    (ImageOutcome.Unavailable) ensure("web:1", ImageRequest.Policy.IF_NOT_PRESENT);
            assertThat(no.reason()).isEqualTo("ErrImagePull");
            delays.add(no.retryAfter().toSeconds());
            clock.step(no.retryAfter());
        }
        assertThat(delays).containsExactly(20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void backOffOfOnePodIsNotAnothers() throws Exception {
        store.refusal = "manifest unknown";
        ensure("web:1", ImageRequest.Policy.ALWAYS);
        store.refusal = null;
        ImageRequest other = new ImageRequest("uid-2", "web:1", ImageRequest.Policy.ALWAYS, List.of());
        assertThat(images.ensure(other, events::add)).isInstanceOf(ImageOutcome.Available.class);
    }

    @Test
    void samePullIsSharedByAllWhoAsk() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.onPull = () -> {
            begun.countDown();
            await(goOn);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ImageOutcome>> asked = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ImageRequest request = new ImageRequest("uid-" + i, "web:1", ImageRequest.Policy.ALWAYS, List.of());
                asked.add(threads.submit(() -> images.ensure(request, event -> {})));
            }
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            for (Future<ImageOutcome> outcome : asked) {
                assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(ImageOutcome.Available.class);
            }
        }
        assertThat(store.mostAtOnce).hasValue(1);
    }

    @Test
    void onlySoManyImagesArePulledAtOnce() throws Exception {
        CountDownLatch full = new CountDownLatch(Pulls.PARALLEL_MAX);
        CountDownLatch goOn = new CountDownLatch(1);
        store.onPull = () -> {
            full.countDown();
            await(goOn);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ImageOutcome>> asked = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ImageRequest request = new ImageRequest("uid", "web:" + i, ImageRequest.Policy.ALWAYS, List.of());
                asked.add(threads.submit(() -> images.ensure(request, event -> {})));
            }
            assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            for (Future<ImageOutcome> outcome : asked) {
                assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(ImageOutcome.Available.class);
            }
        }
        assertThat(store.mostAtOnce).hasValue(Pulls.PARALLEL_MAX);
        assertThat(store.pulls).hasValue(10);
    }

    @Test
    void credentialOfTheNarrowestScopeIsUsed() throws Exception {
        ImageRequest.Credential wide = new ImageRequest.Credential("registry:5000", "wide", "p1");
        ImageRequest.Credential narrow = new ImageRequest.Credential("https://registry:5000/team", "narrow", "p2");
        ImageRequest.Credential other = new ImageRequest.Credential("elsewhere", "other", "p3");
        List<ImageRequest.Credential> all = List.of(wide, narrow, other);
        images.ensure(new ImageRequest("u", "registry:5000/team/web:1", ImageRequest.Policy.ALWAYS, all), event -> {});
        assertThat(store.lastCredential).isEqualTo(narrow);
        images.ensure(new ImageRequest("u", "registry:5000/web:1", ImageRequest.Policy.ALWAYS, all), event -> {});
        assertThat(store.lastCredential).isEqualTo(wide);
        images.ensure(new ImageRequest("u", "web:1", ImageRequest.Policy.ALWAYS, all), event -> {});
        assertThat(store.lastCredential).isNull();
        assertThat(narrow.toString()).doesNotContain("p2");
    }

    @Test
    void namesAreSpelledOut() {
        Map<String, String> full = Map.of(
                "web",
                "docker.io/library/web:latest",
                "team/web:1.2",
                "docker.io/team/web:1.2",
                "index.docker.io/team/web",
                "docker.io/team/web:latest",
                "localhost/web:1",
                "localhost/web:1",
                "registry:5000/web",
                "registry:5000/web:latest",
                "a.b/c/d@sha256:" + "0".repeat(64),
                "a.b/c/d@sha256:" + "0".repeat(64));
        full.forEach((text, name) ->
                assertThat(ImageName.parse(text).map(ImageName::full)).as(text).contains(name));
        for (String none : List.of("", "UPPER", "a//b", "/a", "a:", "a:b:c", "-a", "a@sha256:12", "x".repeat(256))) {
            assertThat(ImageName.parse(none)).as(none).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class FakeStore implements ImageStore {
        final Map<String, Stored> there = new HashMap<>();
        final AtomicInteger pulls = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();
        volatile Runnable onPull = () -> {};
        volatile @Nullable String refusal;
        volatile ImageRequest.@Nullable Credential lastCredential;

        @Override
        public Optional<Stored> find(ImageName name) {
            return Optional.ofNullable(there.get(name.full()));
        }

        @Override
        public Stored pull(ImageName name, ImageRequest.@Nullable Credential credential) throws PodmanException {
            pulls.incrementAndGet();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            lastCredential = credential;
            onPull.run();
            atOnce.decrementAndGet();
            String message = refusal;
            if (message != null) {
                throw new PodmanException(500, message);
            }
            return STORED;
        }

        @Override
        public List<Local> all() {
            return List.of();
        }

        @Override
        public void remove(String id) {
            throw new AssertionError("nothing is removed here");
        }
    }

    private static final class SteppingClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void step(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
