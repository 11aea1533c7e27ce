package io.beemesh.agent.podman.testing;

import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A pod of {@link FakePodman}, whose lock guards it. */
final class FakePod {

    private final String id;
    private final PodSpec spec;
    private boolean runs;

    FakePod(String id, PodSpec spec) {
        this.id = id;
        this.spec = spec;
    }

    String id() {
        return id;
    }

    boolean is(String nameOrId) {
        return id.equals(nameOrId) || spec.name().equals(nameOrId);
    }

    FakePod start() {
        runs = true;
        return this;
    }

    void stop() {
        runs = false;
    }

    PodInfo info() {
        int number = Integer.parseInt(id.substring(56), 16);
        boolean hasAddress = runs && !spec.network().host();
        List<String> addresses =
                hasAddress ? List.of("10.88." + (number >> 8 & 255) + "." + (number & 255)) : List.of();
        Optional<Path> network = runs ? Optional.of(Path.of("/proc/self/ns/net")) : Optional.empty();
        return new PodInfo(id, spec.name(), spec.labels(), runs, addresses, network);
    }
}
