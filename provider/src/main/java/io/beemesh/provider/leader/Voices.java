package io.beemesh.provider.leader;

/** Where the voices of hosts are heard, as one of several providers knows. */
public sealed interface Voices {
    /** By this one. */
    record Here() implements Voices {}

    /** Not by this one, and no other is known to hear any: all hosts may be gone. */
    record Nowhere() implements Voices {}

    /**
     * Not by this one, but by another, which heard a host after it saw that this one does not.
     *
     * @param replica the number of the other
     */
    record Elsewhere(int replica) implements Voices {}
}
