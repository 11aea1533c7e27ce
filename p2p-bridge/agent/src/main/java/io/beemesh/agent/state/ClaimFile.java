package io.beemesh.agent.state;

import io.beemesh.agent.journal.DurableFile;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.raft.claims.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a pod's claim was when it was last renewed, so that it goes on to run out while the agent is restarted. After a
 * reboot it says nothing: what ran under the claim is gone as well.
 *
 * @param folder of all of them
 * @param boot what tells one life of the steady clock from another
 */
record ClaimFile(Path folder, String boot) {

    private Path of(PodKey pod) {
        return folder.resolve(pod.cluster() + "." + pod.uid());
    }

    /** What was kept in this life of the machine. */
    Optional<Standing.Held> read(PodKey pod) throws IOException {
        Path file = of(pod);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] words = Files.readString(file).strip().split(" ", 5);
        boolean whole = words.length == 4
                && words[1].matches("[0-9]{1,18}")
                && words[2].matches("[0-9]{1,19}")
                && words[3].matches("[0-9]{1,18}");
        if (!whole) {
            throw new IOException(file + " is no claim (expected: a boot, a time, a lease and a token)");
        }
        return words[0].equals(boot)
                ? Optional.of(new Standing.Held(
                        Long.parseUnsignedLong(words[2]),
                        Long.parseLong(words[3]),
                        Instant.ofEpochMilli(Long.parseLong(words[1]))))
                : Optional.empty();
    }

    /** Keeps what holds now. */
    void write(PodKey pod, Standing.Held held) throws IOException {
        String line = "%s %d %d %d%n".formatted(boot, held.asked().toEpochMilli(), held.lease(), held.token());
        DurableFile.folder(folder);
        DurableFile.replace(of(pod), line.getBytes(StandardCharsets.UTF_8), /* synced= */ false);
    }

    /** Forgets it. */
    void remove(PodKey pod) throws IOException {
        Files.deleteIfExists(of(pod));
    }
}
