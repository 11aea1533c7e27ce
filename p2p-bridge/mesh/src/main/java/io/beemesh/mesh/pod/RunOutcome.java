package io.beemesh.mesh.pod;

/** What came of asking a host to run a pod. */
public sealed interface RunOutcome {
    /** The host took it on and will run it, also after a restart. */
    record Admitted() implements RunOutcome {}

    /**
     * The host said no.
     *
     * @param reason CamelCase: OutOfcpu, OutOfmemory, OutOfpods, UnsupportedField, NotAllowed, ...
     * @param message a sentence for the pod's events
     * @param permanent whether no other host would take it either
     */
    record Refused(String reason, String message, boolean permanent) implements RunOutcome {}

    /** Nobody knows whether the host took it on; asking the same host again is safe. */
    record Unreachable(String message) implements RunOutcome {}
}
