package io.beemesh.provider.hosts;

/**
 * A pod that a host said it has, or admitted.
 *
 * @param name where the API server had it
 * @param attempt the placement attempt that brought it there
 */
public record PodOnHost(PodName name, int attempt) {
    /**
     * Where the API server has a pod; the same name may come again for another pod, so it is never a key.
     *
     * @param namespace first part
     * @param name second part
     */
    public record PodName(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }
}
