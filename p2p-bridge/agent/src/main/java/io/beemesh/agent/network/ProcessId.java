package io.beemesh.agent.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A process, told apart from a later one with the same number.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks since the kernel did (proc(5), field 22 of stat)
 */
public record ProcessId(long pid, long startTicks) {

    /** A start that no process has: one of another boot of the machine. */
    static final long NEVER = -1;

    private static final int FIELDS_BEFORE_START = 19;

    /** Zombie and dead: ended, and not yet taken notice of by its parent. */
    private static final Set<String> ENDED = Set.of("Z", "X");

    /** The process with that number now. */
    static ProcessId of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (ENDED.contains(afterName[0])) {
            throw new IOException("process " + pid + " has ended");
        }
        return new ProcessId(pid, Long.parseLong(afterName[FIELDS_BEFORE_START]));
    }

    /** Whether it is still there. */
    boolean lives() {
        try {
            return of(pid).equals(this);
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it at once, unless it has ended. */
    void kill() {
        if (lives()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
