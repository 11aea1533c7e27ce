package io.beemesh.provider.kube.client;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Keeps whoever does not lead (any more) from writing: asked right before each request leaves, so that a process that
 * stood still and goes on writes nothing late.
 *
 * @param open whether writing is allowed at this moment
 */
public record WriteFence(BooleanSupplier open) implements Interceptor {
    /** One that lets everything through. */
    public static final WriteFence NONE = new WriteFence(() -> true);

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    // Posted, but questions all the same: nothing is written by them.
    private static final Set<String> QUESTIONS =
            Set.of("tokenreviews", "subjectaccessreviews", "selfsubjectaccessreviews");

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (writes(request) && !open.getAsBoolean()) {
            throw new FencedException();
        }
    }

    private static boolean writes(HttpRequest request) {
        String path = request.uri().getPath();
        return !READS.contains(request.method()) && !QUESTIONS.contains(path.substring(path.lastIndexOf('/') + 1));
    }
}
