package io.beemesh.agent.podman.testing;

import io.beemesh.agent.podman.ContainerSpec;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the commands of {@link FakePodman} do: {@code true} and {@code false} end at once, {@code stubborn} ignores
 * SIGTERM, {@code nonexistent} cannot be run, anything else (and an image's own command) runs until a signal.
 */
enum FakeProgram {
    TRUE(OptionalInt.of(0)),
    FALSE(OptionalInt.of(1)),
    STUBBORN(OptionalInt.empty()),
    LASTING(OptionalInt.empty()),
    UNKNOWN(OptionalInt.of(127));

    private final OptionalInt exitCode;

    FakeProgram(OptionalInt exitCode) {
        this.exitCode = exitCode;
    }

    static FakeProgram of(ContainerSpec.Program program) {
        List<String> words = program.command();
        return switch (words.isEmpty() ? "" : words.getFirst()) {
            case "true" -> TRUE;
            case "false" -> FALSE;
            case "stubborn" -> STUBBORN;
            case "nonexistent" -> UNKNOWN;
            default -> LASTING;
        };
    }

    /** The code that it ends with by itself at once. */
    OptionalInt exitCode() {
        return exitCode;
    }

    /** The code that it ends with when it gets this signal. */
    OptionalInt codeAfter(String signal) {
        return switch (signal) {
            case "KILL", "SIGKILL" -> OptionalInt.of(137);
            case "TERM", "SIGTERM" -> this == STUBBORN ? OptionalInt.empty() : OptionalInt.of(143);
            default -> OptionalInt.empty();
        };
    }
}
