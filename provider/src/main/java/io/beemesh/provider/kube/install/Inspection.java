package io.beemesh.provider.kube.install;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Gatherers;

/** Looks at an installation with the rights of whoever asks. Each call blocks; nothing is changed. */
public final class Inspection {
    private static final int AT_ONCE = 16;

    private final KubernetesClient client;

    /** Looks with a client that somebody else closes. */
    public Inspection(KubernetesClient client) {
        this.client = client;
    }

    /** The version of the API server. */
    public Answer<String> serverVersion() {
        return Answer.of(() -> client.getKubernetesVersion().getGitVersion());
    }

    /** Which of these rights the asking one does not have; ends with the first that the API server does not tell of. */
    public Answer<List<Right>> missing(List<Right> rights) {
        List<Right> missing = new ArrayList<>();
        Iterator<Asked> all = rights.stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, right -> new Asked(right, ask(right))))
                .iterator();
        while (all.hasNext()) {
            Asked asked = all.next();
            if (!(asked.answer() instanceof Answer.Done<SelfSubjectAccessReview>(SelfSubjectAccessReview review))) {
                return untold(asked.answer());
            }
            if (!isAllowed(review)) {
                missing.add(asked.right());
            }
        }
        return new Answer.Done<>(List.copyOf(missing));
    }

    private record Asked(Right right, Answer<SelfSubjectAccessReview> answer) {}

    private static Answer<List<Right>> untold(Answer<SelfSubjectAccessReview> answer) {
        return answer instanceof Answer.Failed<SelfSubjectAccessReview>(String reason, boolean retryable)
                ? new Answer.Failed<>(reason, retryable)
                : new Answer.Failed<>("the API server does not review access", false);
    }

    private static boolean isAllowed(SelfSubjectAccessReview review) {
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    private Answer<SelfSubjectAccessReview> ask(Right right) {
        String[] resource = right.resource().split("/", 2);
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(right.verb())
                .withGroup(right.group())
                .withResource(resource[0])
                .withSubresource(resource.length == 2 ? resource[1] : null)
                .withNamespace(right.namespace().isEmpty() ? null : right.namespace())
                .withName(right.name().isEmpty() ? null : right.name())
                .endResourceAttributes()
                .endSpec()
                .build();
        return Answer.of(
                () -> client.authorization().v1().selfSubjectAccessReview().create(question));
    }

    /** What keeps a node from being Ready; empty if it is. */
    public Optional<String> notReady(String node) {
        return switch (Answer.of(() -> client.nodes().withName(node).get())) {
            case Answer.Done<Node>(Node found) -> notReady(found);
            case Answer.Missing<Node>() -> Optional.of("it does not exist");
            case Answer.Conflict<Node>() -> Optional.of("it cannot be read: conflict");
            case Answer.Failed<Node>(String reason, boolean retryable) -> Optional.of("it cannot be read: " + reason);
        };
    }

    private static Optional<String> notReady(Node node) {
        return node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst()
                .map(condition -> condition.getStatus().equals("True")
                        ? Optional.<String>empty()
                        : Optional.of(condition.getReason() + ": " + condition.getMessage()))
                .orElse(Optional.of("it has no condition Ready"));
    }

    /** Where the API server finds the kubelet API of a node, {@code address:port}. */
    public Optional<String> kubelet(String node) {
        return Answer.of(() -> client.nodes().withName(node).get()) instanceof Answer.Done<Node>(Node found)
                ? found.getStatus().getAddresses().stream()
                        .filter(address -> address.getType().equals("InternalIP"))
                        .map(address -> address.getAddress() + ":"
                                + found.getStatus()
                                        .getDaemonEndpoints()
                                        .getKubeletEndpoint()
                                        .getPort())
                        .findFirst()
                : Optional.empty();
    }
}
