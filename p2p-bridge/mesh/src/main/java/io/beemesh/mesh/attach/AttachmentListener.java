package io.beemesh.mesh.attach;

import java.util.Optional;

/** What a host hears of its attachment. Calls come one after another and must be quick. */
public interface AttachmentListener {
    /**
     * The provider's welcome, before the first beat: nothing is asked of this host before this returned.
     *
     * @return why this host will not be attached to that provider after all, a sentence; empty if it will
     */
    default Optional<String> welcomed(HostAttachment attachment) {
        return Optional.empty();
    }

    /** All reports up to this sequence are at the API server, or will never be needed. */
    void acked(long sequence);

    /** The attachment ended, and with it this listener; told once. {@code reason} is a sentence for a log. */
    void lost(String reason);

    /**
     * Told instead of {@link #lost} when the provider wants this host to attach anew, at once and over the same
     * connection, which stays. Whoever knows no such thing takes the attachment for lost.
     */
    default void again(String reason) {
        lost(reason);
    }
}
