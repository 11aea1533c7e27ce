package io.beemesh.provider.kube;

import io.beemesh.provider.kube.client.NodeAccess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the API server who a token's bearer is, and what a user may do. Blocks; safe for use by many threads. */
public interface Reviews {

    /**
     * A user of the cluster.
     *
     * @param name the user's name
     * @param uid the user's UID; may be empty
     * @param groups the groups the user is in
     * @param extra what else the authenticator said
     */
    record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

        /** Copies the lists. */
        public User {
            groups = List.copyOf(groups);
            extra = Map.copyOf(extra);
        }
    }

    /**
     * What a user wants to do to a node's API.
     *
     * @param verb the API's verb, such as {@code get}
     * @param node the node's name
     * @param subresource the part of it, such as {@code proxy}
     */
    record NodeAccess(String verb, String node, String subresource) {}

    /**
     * Who bears a token ({@code TokenReview}).
     *
     * @return empty if the token is not good
     * @throws IOException if the API server does not say
     */
    Optional<User> bearer(String token) throws IOException;

    /**
     * Whether a user may ({@code SubjectAccessReview}).
     *
     * @throws IOException if the API server does not say: then the answer is no
     */
    boolean allowed(User user, NodeAccess access) throws IOException;
}
