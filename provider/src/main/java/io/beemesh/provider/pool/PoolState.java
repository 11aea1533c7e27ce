package io.beemesh.provider.pool;

/**
 * How the node of a pool fares.
 *
 * @param reason what is the case
 * @param message a sentence for a person, with the next step where there is one; without secrets
 * @param hosts how many belong to the pool
 */
public record PoolState(Reason reason, String message, int hosts) {
    /** What may be the case. */
    public enum Reason {
        /** The node is registered and Ready. */
        NODE_READY("NodeReady"),
        /** The node is registered, and no host of the pool is attached. */
        NO_HOSTS("NoHosts"),
        /** A node of that name is somebody else's. */
        NAME_TAKEN("NameTaken"),
        /** The API server does not let the provider make the node. */
        NOT_ALLOWED("NotAllowed"),
        /** The node is on its way: being made, or being removed. */
        PENDING("Pending");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** As the condition has it. */
        public String text() {
            return text;
        }
    }
}
