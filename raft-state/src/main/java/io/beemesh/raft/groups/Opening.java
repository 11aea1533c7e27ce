package io.beemesh.raft.groups;

/** What became of a wish to open a group on this host. */
public enum Opening {
    /** It is open now. */
    OPENED,

    /** It was open before. */
    ALREADY_OPEN,

    /** As many are open as a host may have. */
    TOO_MANY
}
