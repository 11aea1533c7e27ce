package io.beemesh.agent.cgroup;

import io.beemesh.agent.system.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where control groups are seen on this machine. Both hierarchies may be there; a controller is in one of them.
 *
 * @param old mounts of the older hierarchies, by controller
 * @param unified the mount of the unified one
 */
public record ControlGroups(Map<String, Mount> old, Optional<Mount> unified) {
    /** Copies the map. */
    public ControlGroups {
        old = Map.copyOf(old);
    }

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    /** Without it there is nothing to measure: where it is, the others are. */
    private static final String MEMORY = "memory";

    /**
     * A mount.
     *
     * @param group that is seen at its top
     * @param folder where it is
     */
    public record Mount(String group, Path folder) {
        Path at(String name) {
            String below = group.equals("/") || !name.startsWith(group) ? name : name.substring(group.length());
            return below.length() < 2 ? folder : folder.resolve(below.substring(1));
        }
    }

    /** Looks where they are. */
    public static ControlGroups look() throws IOException {
        return of(Files.readAllLines(MOUNTS));
    }

    /** Where these lines of {@code mountinfo} say that they are. */
    static ControlGroups of(List<String> mounts) {
        Map<String, Mount> old = new HashMap<>();
        Optional<Mount> unified = Optional.empty();
        for (String line : mounts) {
            String[] words = line.split(" ", -1);
            int dash = List.of(words).indexOf("-");
            if (dash < 5 || words.length < dash + 4) {
                continue;
            }
            Mount mount = new Mount(words[3], Path.of(words[4]));
            if (words[dash + 1].equals("cgroup2")) {
                unified = Optional.of(mount);
            } else if (words[dash + 1].equals("cgroup")) {
                for (String option : words[dash + 3].split(",", -1)) {
                    old.putIfAbsent(option, mount);
                }
            }
        }
        return new ControlGroups(old, unified);
    }

    /**
     * The group of a container.
     *
     * @param process in it
     * @param id that is in the group's name: if it is not, the container has no group of its own
     */
    public Optional<ControlGroup> find(long process, String id) throws IOException {
        return find(Facts.lines(Path.of("/proc", Long.toString(process), "cgroup")), id);
    }

    /** The group that these lines of {@code /proc/PID/cgroup} name. */
    Optional<ControlGroup> find(List<String> lines, String id) {
        Map<String, Path> folders = new HashMap<>();
        String oldName = "";
        Optional<ControlGroup> two = Optional.empty();
        for (String line : lines) {
            String[] words = line.split(":", 3);
            Optional<String> name = words.length == 3 ? own(words[2], id) : Optional.empty();
            if (name.isEmpty()) {
                continue;
            }
            if (words[1].isEmpty()) {
                two = unified.map(mount -> new GroupTwo(name.get(), mount.at(name.get())));
                continue;
            }
            for (String controller : words[1].split(",", -1)) {
                Mount mount = old.get(controller);
                if (mount != null) {
                    folders.put(controller, mount.at(name.get()));
                    oldName = name.get();
                }
            }
        }
        return folders.containsKey(MEMORY) ? Optional.of(new GroupOne(oldName, folders)) : two;
    }

    /** The part of a name that ends with the container's own group: there may be groups below it. */
    private static Optional<String> own(String name, String id) {
        int at = name.indexOf(id);
        int end = at < 0 ? -1 : name.indexOf('/', at);
        return at < 0 ? Optional.empty() : Optional.of(end < 0 ? name : name.substring(0, end));
    }
}
