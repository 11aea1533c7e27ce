package io.beemesh.provider.leader;

/** What is told when leadership comes and goes; one call at a time, in order, on a thread of the election's. */
public interface Leadership {
    /** This one leads from now on. */
    void lead();

    /** Another one leads: whatever leading started has to end. */
    void follow();
}
