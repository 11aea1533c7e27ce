package io.beemesh.provider.kubelet.access;

import io.beemesh.provider.kube.Reviews;
import io.beemesh.provider.kube.Reviews.NodeAccess;
import io.beemesh.provider.kube.Reviews.User;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Asks whether a user may; remembers a yes for five minutes and a no for thirty seconds, as the kubelet does. */
public final class Authorizer {
    private static final int ANSWERS_MAX = 4096;
    private static final Duration YES_LIFE = Duration.ofMinutes(5);
    private static final Duration NO_LIFE = Duration.ofSeconds(30);

    private final Reviews reviews;
    private final ReviewCache<Question, Boolean> answers;

    private record Question(User user, NodeAccess access) {}

    /** Asks these reviews. */
    public Authorizer(Reviews reviews, LongSupplier nanoTicker) {
        this.reviews = reviews;
        this.answers = new ReviewCache<>(ANSWERS_MAX, nanoTicker);
    }

    /**
     * Whether a user may.
     *
     * @throws IOException if the API server does not say
     */
    boolean allowed(User user, NodeAccess access) throws IOException {
        Question question = new Question(user, access);
        Optional<Boolean> remembered = answers.get(question);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        boolean allowed = reviews.allowed(user, access);
        answers.put(question, allowed, allowed ? YES_LIFE : NO_LIFE);
        return allowed;
    }
}
