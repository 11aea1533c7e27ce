package io.beemesh.mesh.attach;

/** What a host hears of its attachment. Calls come one after another and must be quick. */
public interface AttachmentListener {
    /** All reports up to this sequence are at the API server, or will never be needed. */
    void acked(long sequence);

    /** The attachment ended, and with it this listener; told once. {@code reason} is a sentence for a log. */
    void lost(String reason);
}
