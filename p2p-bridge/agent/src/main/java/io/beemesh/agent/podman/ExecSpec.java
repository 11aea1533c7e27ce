package io.beemesh.agent.podman;

import java.util.List;

/**
 * A command to run in a running container.
 *
 * @param command and its arguments; not empty
 * @param stdin whether it gets input; without it, it reads the end of input
 * @param stdout whether its output is wanted
 * @param stderr whether its error output is wanted; with a terminal both are one
 * @param tty whether it has a terminal
 */
public record ExecSpec(List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    /** Keeps a copy and refuses an empty command. */
    public ExecSpec {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("exec without a command (expected: at least one word)");
        }
    }

    /** A command with both outputs, no input and no terminal. */
    public static ExecSpec of(String... command) {
        return new ExecSpec(List.of(command), false, true, true, false);
    }
}
