package io.beemesh.provider.app.side;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.install.Inspection;
import io.beemesh.provider.kube.install.Right;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the provider may, looked at once when it starts: a right that is missing is named before its lack is felt. */
public final class OwnRights {
    private static final Logger log = LoggerFactory.getLogger(OwnRights.class);

    private OwnRights() {}

    /** Warns of all rights that are missing; goes on, for not each of them is needed at once. Some 80 requests. */
    public static void look(KubernetesClient client, List<Right> wanted) {
        lack(client, wanted).ifPresent(lack -> log.atWarn().log(lack));
    }

    /** What is missing and what to do; empty if nothing is, or if the API server does not tell. */
    public static Optional<String> lack(KubernetesClient client, List<Right> wanted) {
        return new Inspection(client).missing(wanted) instanceof Answer.Done<List<Right>>(List<Right> missing)
                        && !missing.isEmpty()
                ? Optional.of("the provider is not allowed to: " + Right.words(missing)
                        + "; grant it, with Helm by rbac.create=true, then start again")
                : Optional.empty();
    }
}
