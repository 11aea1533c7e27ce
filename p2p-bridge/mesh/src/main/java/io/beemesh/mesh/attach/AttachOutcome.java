package io.beemesh.mesh.attach;

/** What came of a host's asking to be attached. */
public sealed interface AttachOutcome {
    /** It is; its beats have begun. */
    record Attached(HostAttachment attachment) implements AttachOutcome {}

    /**
     * The provider said no.
     *
     * @param reason NotAMember, Expired, Revoked, WrongMesh, WrongRole, StaleIncarnation or Invalid
     * @param message the provider's own words, at most 1,024 characters
     */
    record Rejected(String reason, String message) implements AttachOutcome {}

    /**
     * The provider could not prove that it is one, or this host's listener would not have it: nothing was told to it
     * but what a hello holds.
     *
     * @param message what was found and what was expected
     */
    record Untrusted(String message) implements AttachOutcome {}
}
