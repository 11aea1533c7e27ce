package io.beemesh.provider.pool;

/**
 * A taint of a pool's node.
 *
 * @param key as a label's
 * @param value as a label's; may be empty
 * @param effect what it does to pods that do not tolerate it
 */
public record PoolTaint(String key, String value, Effect effect) {
    /** Kubernetes' three effects. */
    public enum Effect {
        /** Such pods are not scheduled there. */
        NO_SCHEDULE("NoSchedule"),
        /** Such pods are scheduled there last. */
        PREFER_NO_SCHEDULE("PreferNoSchedule"),
        /** Such pods are not scheduled there, and those that run there are evicted. */
        NO_EXECUTE("NoExecute");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        /** As Kubernetes writes it. */
        public String text() {
            return text;
        }
    }
}
