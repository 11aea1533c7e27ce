package io.beemesh.agent.podman.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Podman's service is, or is to be.
 *
 * @param socket where it listens
 * @param folder for its configuration and log; made if it is not there
 * @param command that starts Podman, with what is before its own arguments: {@code podman}
 * @param root of images and containers, or null for Podman's own
 * @param runRoot of what ends with the machine's run, or null for Podman's own
 */
public record ServiceOptions(
        Path socket,
        Path folder,
        List<String> command,
        @Nullable Path root,
        @Nullable Path runRoot) {

    /** Keeps a copy. */
    public ServiceOptions {
        command = List.copyOf(command);
    }

    /** The podman of the PATH, with its own storage. */
    public static ServiceOptions of(Path socket, Path folder) {
        return new ServiceOptions(socket, folder, List.of("podman"), null, null);
    }

    /** A copy with storage of its own. */
    public ServiceOptions withStorage(Storage storage) {
        return new ServiceOptions(socket, folder, command, storage.root(), storage.runRoot());
    }

    /** Podman with its global arguments. */
    public List<String> podman() {
        List<String> words = new ArrayList<>(command);
        if (root != null) {
            words.addAll(List.of("--root", root.toString()));
        }
        if (runRoot != null) {
            words.addAll(List.of("--runroot", runRoot.toString()));
        }
        return words;
    }

    /**
     * Where Podman keeps things.
     *
     * @param root of images and containers
     * @param runRoot of what ends with the machine's run
     */
    public record Storage(Path root, Path runRoot) {}
}
