package io.beemesh.mesh.pod;

/** What came of telling a host something. */
public sealed interface NoteOutcome {
    /** The host noted it, also for after a restart, and will act on it. */
    record Noted() implements NoteOutcome {}

    /** The host refused, or nobody knows whether it noted it; telling it again is safe. */
    record Unreachable(String message) implements NoteOutcome {}
}
