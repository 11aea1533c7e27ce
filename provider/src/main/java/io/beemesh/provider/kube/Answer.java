package io.beemesh.provider.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API server said to one request.
 *
 * @param <T> what it gives when all is well
 */
public sealed interface Answer<T> {
    /** It was done; {@code value} is what the API server holds since. */
    record Done<T>(T value) implements Answer<T> {}

    /** There is no such object. */
    record Missing<T>() implements Answer<T> {}

    /** The object exists already, or was changed by somebody else in between. */
    record Conflict<T>() implements Answer<T> {}

    /**
     * It was not done.
     *
     * @param reason a sentence for a log, without secrets
     * @param retryable whether the same request may succeed later
     */
    record Failed<T>(String reason, boolean retryable) implements Answer<T> {}

    /** Runs a request of Fabric8's and says how it ended; an absent object is {@link Missing}. */
    static <T> Answer<T> of(Supplier<? extends @Nullable T> request) {
        try {
            T value = request.get();
            return value == null ? new Missing<>() : new Done<>(value);
        } catch (KubernetesClientException e) {
            return from(e);
        }
    }

    private static <T> Answer<T> from(KubernetesClientException e) {
        return switch (e.getCode()) {
            case 404 -> new Missing<>();
            case 409 -> new Conflict<>();
            // Zero and less: there was no answer at all.
            default -> new Failed<>(reason(e), e.getCode() <= 0 || e.getCode() == 429 || e.getCode() >= 500);
        };
    }

    private static String reason(KubernetesClientException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String own = String.valueOf(e.getMessage());
        return root == e ? own : own + ": " + root.getMessage();
    }
}
