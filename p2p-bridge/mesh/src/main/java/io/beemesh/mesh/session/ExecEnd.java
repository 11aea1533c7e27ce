package io.beemesh.mesh.session;

/** How a process ended. */
public sealed interface ExecEnd {
    /**
     * It ran and exited.
     *
     * @param code 0 to 255; 128 + n if signal n ended it
     */
    record Exited(int code) implements ExecEnd {}

    /** It could not be run at all. */
    record Failed(String message) implements ExecEnd {}
}
