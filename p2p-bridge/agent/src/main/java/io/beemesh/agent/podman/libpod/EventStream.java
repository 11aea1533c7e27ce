package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanEvent;
import io.beemesh.agent.podman.PodmanException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libpod's events for one listener, on a virtual thread of its own, joined again after each break with a back-off of 50
 * ms doubling to 5 s, and anew after a stream that lasted longer.
 *
 * <p>Podman answers nothing until there is an event, so the first sign of life is a ping. Events are asked for from
 * before that ping on: what happens between it and the first event is not lost, though some may come twice.
 */
final class EventStream implements Podman.Subscription {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private static final long BACKOFF_MIN_MILLIS = 50;
    private static final long BACKOFF_MAX_MILLIS = 5_000;

    /** What Podman puts among the labels. */
    private static final Set<String> OWN_ATTRIBUTES = Set.of("containerExitCode", "image", "name", "podId");

    private final Libpod libpod;
    private final Clock clock;
    private final Consumer<PodmanEvent> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable JsonLines> current = new AtomicReference<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final EarlyEnds early = new EarlyEnds();
    private final Thread thread;
    private Optional<ExitFolder> exits = Optional.empty();

    private EventStream(Libpod libpod, Clock clock, Consumer<PodmanEvent> listener) {
        this.libpod = libpod;
        this.clock = clock;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("podman-events").unstarted(this::run);
    }

    static EventStream open(Libpod libpod, Clock clock, Consumer<PodmanEvent> listener) {
        EventStream stream = new EventStream(libpod, clock, listener);
        stream.thread.start();
        stream.exits = ExitFolder.open(stream::seenToEnd);
        return stream;
    }

    private void run() {
        long backoffMillis = BACKOFF_MIN_MILLIS;
        boolean wasThere = true;
        while (isOpen()) {
            long begunNanos = System.nanoTime();
            try {
                long since = clock.instant().getEpochSecond() - 1;
                libpod.execute(Libpod.Call.get("/_ping")).close();
                tell(() -> List.of(new PodmanEvent.Resync()));
                follow(since);
            } catch (IOException e) {
                if (wasThere && isOpen()) {
                    log.atWarn().addKeyValue("reason", e.getMessage()).log("podman events lost");
                }
                wasThere = false;
            }
            if (System.nanoTime() - begunNanos > TimeUnit.MILLISECONDS.toNanos(BACKOFF_MAX_MILLIS)) {
                backoffMillis = BACKOFF_MIN_MILLIS;
                wasThere = true;
            }
            pause(backoffMillis);
            backoffMillis = Math.min(2 * backoffMillis, BACKOFF_MAX_MILLIS);
        }
    }

    private void pause(long millis) {
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private void follow(long since) throws IOException {
        String filter = Libpod.encode("{\"type\":[\"container\"]}");
        Libpod.Call call = Libpod.Call.get("/events?stream=true&since=" + since + "&filters=" + filter);
        try (JsonLines lines = libpod.lines(call.unbounded())) {
            current.set(lines);
            for (JsonNode line = lines.next(); line != null && isOpen(); line = lines.next()) {
                PodmanEvent event = event(line);
                if (event != null) {
                    tell(() -> early.isNew(event) ? List.of(event) : List.of());
                }
            }
        } finally {
            current.set(null);
        }
    }

    private static @Nullable PodmanEvent event(JsonNode event) {
        String id = event.path("Actor").path("ID").asText();
        Map<String, String> labels = Answers.map(event.path("Actor").path("Attributes"));
        labels.keySet().removeAll(OWN_ATTRIBUTES);
        return switch (event.path("Action").asText()) {
            case "start" -> new PodmanEvent.Started(id, labels);
            case "died" -> new PodmanEvent.Died(id, labels);
            case "remove" -> new PodmanEvent.Removed(id, labels);
            default -> null;
        };
    }

    /** A container seems to have ended: if it is ours to see and has, that is told before Podman's event comes. */
    private void seenToEnd(String id) {
        try {
            ContainerInfo container = Answers.container(libpod.get("/containers/" + id + "/json"));
            if (container.state() instanceof ContainerState.Exited) {
                tell(() -> early.ended(id, container.labels()));
            }
        } catch (PodmanException e) {
            log.atDebug().addKeyValue("container", id).log("early end not confirmed");
        }
    }

    private void tell(Supplier<List<PodmanEvent>> events) {
        telling.lock();
        try {
            if (isOpen()) {
                events.get().forEach(listener);
            }
        } finally {
            telling.unlock();
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        telling.lock();
        try {
            closed.countDown();
        } finally {
            telling.unlock();
        }
        exits.ifPresent(ExitFolder::close);
        JsonLines lines = current.get();
        if (lines != null) {
            lines.close();
        }
        // It may be waiting for the first event, in the transport: an interrupt closes that connection.
        thread.interrupt();
    }
}
