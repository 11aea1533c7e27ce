package io.beemesh.provider.resource.token;

import io.beemesh.provider.identity.KeptToken;
import io.beemesh.provider.kube.event.ObjectEvents.Note;
import io.beemesh.provider.resource.ConditionFact;
import io.beemesh.provider.resource.ConditionFact.Truth;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the status of a JoinToken has to say, and which events lead to it. Pure. */
final class JoinTokenView {
    private static final String READY = "Ready";
    private static final String ISSUED = "Issued";
    private static final String USED_UP = "UsedUp";
    private static final String EXPIRED = "Expired";

    private JoinTokenView() {}

    /** The status of a token. */
    static JoinTokenStatus of(JoinToken held, TokenState state, Instant now) {
        JoinTokenStatus before = Optional.ofNullable(held.getStatus()).orElse(JoinTokenStatus.NONE);
        long generation =
                Optional.ofNullable(held.getMetadata().getGeneration()).orElse(0L);
        var conditions = List.of(fact(held, state).since(before.conditions(), now));
        return switch (state) {
            case TokenState.Open(KeptToken token, List<String> usedBy, String secretName) ->
                new JoinTokenStatus(
                        generation, conditions, token.usesLeft(), seconds(token.expires()), usedBy, secretName);
            case TokenState.UsedUp(KeptToken token, List<String> usedBy) ->
                new JoinTokenStatus(generation, conditions, 0, seconds(token.expires()), usedBy, "");
            case TokenState.Expired(Instant at, List<String> usedBy) ->
                new JoinTokenStatus(generation, conditions, before.usesLeft(), seconds(at), usedBy, "");
            case TokenState.Deleted(List<String> usedBy) ->
                new JoinTokenStatus(generation, conditions, 0, before.expires(), usedBy, "");
            case TokenState.NotIssued notIssued -> new JoinTokenStatus(generation, conditions, null, "", List.of(), "");
        };
    }

    private static ConditionFact fact(JoinToken held, TokenState state) {
        return switch (state) {
            case TokenState.Open open -> new ConditionFact(READY, Truth.TRUE, ISSUED, open(held, open));
            case TokenState.UsedUp usedUp ->
                unready(USED_UP, "every use is used; the Secret with the join command is deleted");
            case TokenState.Expired expired ->
                unready(EXPIRED, "the token's time is over; the Secret with the join command is deleted");
            case TokenState.Deleted deleted ->
                unready("Deleted", "the token was deleted, by 'token delete' or by hand; make another JoinToken");
            case TokenState.NotIssued(String reason, String message) -> unready(reason, message);
        };
    }

    private static String open(JoinToken held, TokenState.Open open) {
        int left = open.token().usesLeft();
        String good = "good for " + (left == 1 ? "one host" : left + " hosts") + " until "
                + seconds(open.token().expires());
        return open.secretName().isEmpty()
                ? good + "; the Secret with the join command was deleted by somebody"
                : good + "; kubectl get secret " + open.secretName() + " --namespace "
                        + held.getMetadata().getNamespace() + " --output jsonpath='{.data.command}' | base64 -d";
    }

    private static ConditionFact unready(String reason, String message) {
        return new ConditionFact(READY, Truth.FALSE, reason, message);
    }

    /** What happened between two statuses, oldest first. */
    static List<Note> news(JoinTokenStatus before, JoinTokenStatus after) {
        List<Note> all = new ArrayList<>();
        if (!before.issued() && after.issued()) {
            all.add(new Note(
                    false, ISSUED, "the join command is in Secret '" + after.secretName() + "' until it is used up"));
        }
        after.usedBy().stream()
                .filter(name -> !before.usedBy().contains(name) && !isPeerId(name))
                .forEach(name -> all.add(new Note(false, "Used", "host '" + name + "' joined")));
        String reason = after.reason();
        if (!reason.equals(before.reason()) && (reason.equals(USED_UP) || reason.equals(EXPIRED))) {
            all.add(new Note(
                    false,
                    reason,
                    reason.equals(USED_UP)
                            ? "the last host that it was good for joined"
                            : "its time was over at " + after.expires()));
        }
        return all;
    }

    /** Whether a name of a host is not known yet: a DNS label has no capital letters, and a peer id some. */
    static boolean isPeerId(String name) {
        return name.chars().anyMatch(Character::isUpperCase);
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
