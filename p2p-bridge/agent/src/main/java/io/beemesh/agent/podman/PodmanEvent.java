package io.beemesh.agent.podman;

import java.util.Map;

/** What happened to a container, or to our sight of it. */
public sealed interface PodmanEvent {

    /** Events may have been lost, or none was seen yet: read what is with {@link Podman#listContainers}. */
    record Resync() implements PodmanEvent {}

    /**
     * A container was started.
     *
     * @param container its id
     * @param labels its labels
     */
    record Started(String container, Map<String, String> labels) implements PodmanEvent {
        /** Keeps a copy. */
        public Started {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A container ended; {@link Podman#inspect} says how, unless it was removed since.
     *
     * @param container its id
     * @param labels its labels
     */
    record Died(String container, Map<String, String> labels) implements PodmanEvent {
        /** Keeps a copy. */
        public Died {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A container was removed.
     *
     * @param container its id
     * @param labels its labels
     */
    record Removed(String container, Map<String, String> labels) implements PodmanEvent {
        /** Keeps a copy. */
        public Removed {
            labels = Map.copyOf(labels);
        }
    }
}
