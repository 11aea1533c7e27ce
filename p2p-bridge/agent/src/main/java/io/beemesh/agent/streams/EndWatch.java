package io.beemesh.agent.streams;

import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanEvent;
import io.beemesh.agent.podman.PodmanException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells followers that their container has ended. Asks Podman for events only while somebody follows. */
final class EndWatch implements AutoCloseable {

    private final Podman podman;
    private final Map<String, Set<Wakeup>> followers = new HashMap<>();
    private Podman.@Nullable Subscription subscription;

    EndWatch(Podman podman) {
        this.podman = podman;
    }

    /** Tells a follower when a container ends, or at once if it does not run. */
    void add(String container, Wakeup follower) {
        synchronized (this) {
            followers.computeIfAbsent(container, id -> new HashSet<>()).add(follower);
            if (subscription == null) {
                subscription = podman.subscribe(this::happened);
            }
        }
        tellIfEnded(container);
    }

    void remove(String container, Wakeup follower) {
        Podman.Subscription last = null;
        synchronized (this) {
            Set<Wakeup> there = followers.get(container);
            if (there != null && there.remove(follower) && there.isEmpty()) {
                followers.remove(container);
            }
            if (followers.isEmpty()) {
                last = subscription;
                subscription = null;
            }
        }
        if (last != null) {
            last.close();
        }
    }

    private void happened(PodmanEvent event) {
        switch (event) {
            case PodmanEvent.Resync resync -> followed().forEach(this::tellIfEnded);
            case PodmanEvent.Died died -> tell(died.container());
            case PodmanEvent.Removed removed -> tell(removed.container());
            case PodmanEvent.Started started -> {
                // A log begins before its container does.
            }
        }
    }

    private synchronized List<String> followed() {
        return List.copyOf(followers.keySet());
    }

    private void tellIfEnded(String container) {
        try {
            if (podman.inspect(container).state() instanceof ContainerState.Exited) {
                tell(container);
            }
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                tell(container);
            }
            // Podman cannot be asked: there is a resync when it is back.
        }
    }

    private void tell(String container) {
        List<Wakeup> ended;
        synchronized (this) {
            ended = List.copyOf(followers.getOrDefault(container, Set.of()));
        }
        ended.forEach(Wakeup::end);
    }

    @Override
    public void close() {
        Podman.Subscription last;
        synchronized (this) {
            last = subscription;
            subscription = null;
            followers.clear();
        }
        if (last != null) {
            last.close();
        }
    }
}
