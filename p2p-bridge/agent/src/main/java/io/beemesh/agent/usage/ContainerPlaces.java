package io.beemesh.agent.usage;

import io.beemesh.agent.cgroup.ControlGroup;
import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.system.Facts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where on this machine a running container is. Podman is asked once for each container. For one thread at a time. */
final class ContainerPlaces {
    private static final String UPPER = "upperdir=";

    private final Podman podman;
    private final ControlGroups groups;
    private final Map<String, Place> known = new HashMap<>();

    /**
     * A container's place.
     *
     * @param process its first one
     * @param written the folder with what it wrote to its root; empty where the storage does not tell
     * @param log its log file
     */
    record Place(long process, ControlGroup group, Optional<Path> written, Path log) {}

    ContainerPlaces(Podman podman, ControlGroups groups) {
        this.podman = podman;
        this.groups = groups;
    }

    /** Where a container is; empty if it has ended, or has no control group of its own. */
    Optional<Place> find(String container) throws IOException {
        Place place = known.get(container);
        if (place != null) {
            return Optional.of(place);
        }
        Optional<Place> found = look(container);
        found.ifPresent(it -> known.put(container, it));
        return found;
    }

    /** Forgets all others. */
    void retain(Set<String> containers) {
        known.keySet().retainAll(containers);
    }

    private Optional<Place> look(String container) throws IOException {
        try {
            ContainerInfo info = podman.inspect(container);
            if (!(info.state() instanceof ContainerState.Running running)) {
                return Optional.empty();
            }
            Optional<ControlGroup> group = groups.find(running.pid(), container);
            Optional<Path> written =
                    written(Facts.lines(Path.of("/proc", Integer.toString(running.pid()), "mountinfo")));
            return group.map(it -> new Place(running.pid(), it, written, Path.of(info.log())));
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The upper folder of the overlay at the root, by the lines of a process' {@code mountinfo}. */
    static Optional<Path> written(List<String> mounts) {
        return mounts.stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length > 5 && words[4].equals("/"))
                .flatMap(words -> Stream.of(words[words.length - 1].split(",", -1)))
                .filter(option -> option.startsWith(UPPER))
                .map(option -> Path.of(option.substring(UPPER.length())))
                .findFirst();
    }
}
