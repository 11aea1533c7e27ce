package io.beemesh.agent.podman.testing;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodmanException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A container of {@link FakePodman}. Thread-safe. */
final class FakeContainer {

    private final String id;
    private final ContainerSpec spec;
    private final String podId;
    private final Clock clock;
    private final Instant createdAt;
    private ContainerState state = new ContainerState.Created();
    private CompletableFuture<ContainerState.Exited> ended = new CompletableFuture<>();

    FakeContainer(String id, ContainerSpec spec, String podId, Clock clock) {
        this.id = id;
        this.spec = spec;
        this.podId = podId;
        this.clock = clock;
        this.createdAt = clock.instant();
    }

    String id() {
        return id;
    }

    ContainerSpec spec() {
        return spec;
    }

    String podId() {
        return podId;
    }

    synchronized ContainerState state() {
        return state;
    }

    synchronized CompletableFuture<ContainerState.Exited> ended() {
        return ended;
    }

    /** Starts it; false if it runs. */
    synchronized boolean start(FakeProgram program) throws PodmanException {
        if (state instanceof ContainerState.Running) {
            return false;
        }
        if (program == FakeProgram.UNKNOWN) {
            String command = String.join(" ", spec.program().command());
            throw new PodmanException(
                    500,
                    "exec: \"" + command + "\": executable file not found in $PATH: OCI runtime attempted to invoke a"
                            + " command that was not found");
        }
        if (state instanceof ContainerState.Exited) {
            ended = new CompletableFuture<>();
        }
        state = new ContainerState.Running(clock.instant(), 1000);
        return true;
    }

    /** Ends it; false if it does not run. */
    synchronized boolean end(int code, boolean outOfMemory) {
        if (!(state instanceof ContainerState.Running running)) {
            return false;
        }
        ContainerState.Exited exited =
                new ContainerState.Exited(code, outOfMemory, running.startedAt(), clock.instant());
        state = exited;
        ended.complete(exited);
        return true;
    }

    synchronized ContainerInfo info() {
        String imageId = "%064x".formatted(Integer.toUnsignedLong(spec.image().hashCode()));
        boolean tty = spec.program().console().tty();
        return new ContainerInfo(
                id, spec.name(), podId, spec.labels(), imageId, createdAt, state, "/nowhere/" + id + ".log", tty);
    }
}
