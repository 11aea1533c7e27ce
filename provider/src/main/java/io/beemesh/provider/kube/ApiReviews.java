package io.beemesh.provider.kube;

import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.NodeAccess;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reviews by the API server itself; needs the rights of a node, or of {@code system:auth-delegator}. */
public final class ApiReviews implements Reviews {
    private final KubeAccess asNode;

    /** Asks with the rights of a node, which may ask both. */
    public ApiReviews(KubeAccess asNode) {
        this.asNode = asNode;
    }

    @Override
    public Optional<User> bearer(String token) throws IOException {
        TokenReview question = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .endSpec()
                .build();
        try {
            TokenReview answer = asNode.client().tokenReviews().create(question);
            return Optional.ofNullable(answer.getStatus())
                    .filter(status -> Boolean.TRUE.equals(status.getAuthenticated()))
                    .map(status -> user(status.getUser()));
        } catch (KubernetesClientException e) {
            throw new IOException("TokenReview failed: the API server answered " + e.getCode(), e);
        }
    }

    private static User user(UserInfo info) {
        List<String> groups = info.getGroups() == null ? List.of() : info.getGroups();
        Map<String, List<String>> extra = info.getExtra() == null ? Map.of() : info.getExtra();
        return new User(info.getUsername(), info.getUid() == null ? "" : info.getUid(), groups, extra);
    }

    @Override
    public boolean allowed(User user, NodeAccess access) throws IOException {
        SubjectAccessReview question = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user.name())
                .withUid(user.uid().isEmpty() ? null : user.uid())
                .withGroups(user.groups())
                .withExtra(user.extra().isEmpty() ? null : user.extra())
                .withNewResourceAttributes()
                .withVersion("v1")
                .withResource("nodes")
                .withVerb(access.verb())
                .withName(access.node())
                .withSubresource(access.subresource())
                .endResourceAttributes()
                .endSpec()
                .build();
        try {
            SubjectAccessReview answer =
                    asNode.client().authorization().v1().subjectAccessReview().create(question);
            return answer.getStatus() != null
                    && Boolean.TRUE.equals(answer.getStatus().getAllowed())
                    && !Boolean.TRUE.equals(answer.getStatus().getDenied());
        } catch (KubernetesClientException e) {
            throw new IOException("SubjectAccessReview failed: the API server answered " + e.getCode(), e);
        }
    }
}
