package io.beemesh.provider.node;

/** The node cannot be registered, and trying again will not help. */
public final class NodeRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says which node, why, and what to do. */
    public NodeRefusedException(String message) {
        super(message);
    }
}
