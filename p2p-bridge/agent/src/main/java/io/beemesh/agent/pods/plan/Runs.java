package io.beemesh.agent.pods.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All runs of a pod's containers that Podman has: a snapshot. */
public final class Runs {
    private final Map<String, List<Run>> newestFirst = new HashMap<>();

    /** Sorts them. */
    public Runs(List<Run> runs) {
        runs.stream()
                .sorted(Comparator.comparingInt((Run run) -> run.key().attempt())
                        .reversed())
                .forEach(run -> newestFirst
                        .computeIfAbsent(run.container(), name -> new ArrayList<>())
                        .add(run));
    }

    /** The newest run of a container. */
    public Optional<Run> current(String container) {
        return nth(container, 0);
    }

    /** The run before the newest. */
    public Optional<Run> previous(String container) {
        return nth(container, 1);
    }

    /** Those before the previous one: nobody will ask for them again. */
    public Stream<Run> outdated() {
        return newestFirst.values().stream().flatMap(runs -> runs.stream().skip(2));
    }

    /** All that run. */
    public Stream<Run> running() {
        return newestFirst.values().stream().flatMap(List::stream).filter(Run::runs);
    }

    private Optional<Run> nth(String container, int n) {
        List<Run> runs = newestFirst.getOrDefault(container, List.of());
        return runs.size() > n ? Optional.of(runs.get(n)) : Optional.empty();
    }
}
