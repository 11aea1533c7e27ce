package io.beemesh.agent.podman.libpod;

import io.beemesh.agent.podman.PodmanEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts ends that are known early in order with Podman's events that come late: a start is told before its end, and
 * what was told early is not told again. Remembers {@link #CONTAINERS_MAX}; over that the oldest are forgotten, and
 * something may be told twice. Not thread-safe.
 */
final class EarlyEnds {

    static final int CONTAINERS_MAX = 2048;

    private final Set<String> started = bounded();
    private final Set<String> ended = bounded();
    private final Set<PodmanEvent> told = bounded();

    private static <T> Set<T> bounded() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                return size() > CONTAINERS_MAX;
            }
        });
    }

    /** What is to be told when a container was seen to have ended. */
    List<PodmanEvent> ended(String container, Map<String, String> labels) {
        if (!ended.add(container)) {
            return List.of();
        }
        List<PodmanEvent> events = new ArrayList<>(2);
        if (!started.contains(container)) {
            events.add(new PodmanEvent.Started(container, labels));
        }
        events.add(new PodmanEvent.Died(container, labels));
        told.addAll(events);
        return events;
    }

    /** Whether an event of Podman's was not told yet. */
    boolean isNew(PodmanEvent event) {
        switch (event) {
            case PodmanEvent.Started start -> {
                started.add(start.container());
                if (!told.contains(start)) {
                    ended.remove(start.container());
                }
            }
            case PodmanEvent.Died died -> ended.add(died.container());
            case PodmanEvent.Removed removed -> {}
            case PodmanEvent.Resync resync -> {}
        }
        return !told.remove(event);
    }
}
