package io.beemesh.provider.resource.token;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.identity.IdentityException;
import io.beemesh.provider.identity.JoinCommands;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.identity.KeptToken;
import io.beemesh.provider.kube.event.ObjectEvents.ObjectRef;
import io.beemesh.provider.kube.secret.StoredSecret.Owner;
import io.beemesh.provider.resource.Operators;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the token that a JoinToken asks for, once; says what became of it; deletes the join command as soon as it is no
 * good any more, and the token with the JoinToken.
 */
@ControllerConfiguration(name = "jointoken")
final class JoinTokenReconciler implements Reconciler<JoinToken>, Cleaner<JoinToken> {
    private static final Logger log = LoggerFactory.getLogger(JoinTokenReconciler.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration NAME_LOOK = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final int ID_LENGTH = 10;

    private final JoinTokenPorts ports;
    private final Clock clock;

    JoinTokenReconciler(JoinTokenPorts ports, Clock clock) {
        this.ports = ports;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, JoinToken>> prepareEventSources(EventSourceContext<JoinToken> context) {
        // What is kept of a token changes with each host that joins, whichever provider it asked.
        var kept = InformerEventSourceConfiguration.from(Secret.class, JoinToken.class)
                .withNamespacesInheritedFromController()
                .withLabelSelector(JoinTokens.LABEL)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(JoinToken.class))
                .build();
        return List.of(new InformerEventSource<>(kept, context));
    }

    @Override
    public UpdateControl<JoinToken> reconcile(JoinToken held, Context<JoinToken> context) {
        try {
            TokenState state = state(held);
            if (!(state instanceof TokenState.Open) && !(state instanceof TokenState.NotIssued)) {
                ports.commands().withdraw(owner(held));
            }
            return update(held, state);
        } catch (IdentityException e) {
            log.atWarn()
                    .addKeyValue("token", held.getMetadata().getName())
                    .addKeyValue("error", e.getMessage())
                    .log("join token cannot be reconciled yet, trying again");
            return UpdateControl.<JoinToken>noUpdate().rescheduleAfter(RETRY);
        }
    }

    @Override
    public DeleteControl cleanup(JoinToken held, Context<JoinToken> context) {
        String name = held.getMetadata().getName();
        try {
            boolean deleted = ports.tokens().delete(tokenId(held));
            ports.commands().withdraw(owner(held));
            log.atInfo().addKeyValue("token", name).addKeyValue("kept", deleted).log("join token deleted");
            return DeleteControl.defaultDelete();
        } catch (IdentityException e) {
            log.atWarn()
                    .addKeyValue("token", name)
                    .addKeyValue("error", e.getMessage())
                    .log("join token cannot be deleted yet, trying again");
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(RETRY);
        }
    }

    private UpdateControl<JoinToken> update(JoinToken held, TokenState state) {
        JoinTokenStatus before = status(held);
        JoinTokenStatus wanted = JoinTokenView.of(held, state, clock.instant());
        UpdateControl<JoinToken> update = UpdateControl.noUpdate();
        if (!wanted.equals(held.getStatus())) {
            ObjectMeta metadata = held.getMetadata();
            ObjectRef about =
                    ObjectRef.ofOurs(JoinToken.KIND, metadata.getNamespace(), metadata.getName(), metadata.getUid());
            JoinTokenView.news(before, wanted).forEach(note -> ports.events().record(about, note));
            update = Operators.patchStatus(new JoinToken(), held, wanted);
        }
        return next(state).map(update::rescheduleAfter).orElse(update);
    }

    private TokenState state(JoinToken held) throws IdentityException {
        JoinTokenStatus before = status(held);
        if (before.issued()) {
            Optional<KeptToken> kept = ports.tokens().find(tokenId(held));
            return kept.isPresent() ? state(held, kept.get()) : gone(before);
        }
        JoinTokens.Wish wish;
        try {
            wish = held.getSpec().wish();
        } catch (IllegalArgumentException e) {
            return new TokenState.NotIssued("Invalid", e.getMessage() + "; delete the JoinToken and make another");
        }
        return switch (ports.commands().issue(new JoinCommands.Order(tokenId(held), wish, owner(held)))) {
            case JoinCommands.Issue.Issued(KeptToken token) -> state(held, token);
            case JoinCommands.Issue.NoAddress() ->
                new TokenState.NotIssued(
                        "NoAddress", "where hosts join is not known yet; the token is made when it is");
            case JoinCommands.Issue.NameTaken() ->
                new TokenState.NotIssued(
                        "Invalid",
                        "Secret '" + JoinCommands.secretName(owner(held)) + "' is somebody else's; delete it, or make"
                                + " a JoinToken of another name");
        };
    }

    private TokenState state(JoinToken held, KeptToken token) throws IdentityException {
        List<String> usedBy = names(token, status(held).usedBy());
        if (token.usesLeft() < 1) {
            return new TokenState.UsedUp(token, usedBy);
        }
        if (!clock.instant().isBefore(token.expires())) {
            return new TokenState.Expired(token.expires(), usedBy);
        }
        Owner owner = owner(held);
        boolean waits = ports.commands().isWaiting(owner);
        return new TokenState.Open(token, usedBy, waits ? JoinCommands.secretName(owner) : "");
    }

    /** What is kept of a token goes a day after its time, or when somebody deletes it. */
    private TokenState gone(JoinTokenStatus before) {
        Instant expires = Instant.parse(before.expires());
        return clock.instant().isBefore(expires)
                ? new TokenState.Deleted(before.usedBy())
                : new TokenState.Expired(expires, before.usedBy());
    }

    /** A host's EdgeHost comes a moment after it used the token, and may go again. */
    private List<String> names(KeptToken token, List<String> before) {
        List<PeerId> peers = token.usedBy();
        int count = Math.min(peers.size(), JoinTokenStatus.USED_BY_MAX);
        return IntStream.range(0, count)
                .mapToObj(i -> ports.names()
                        .of(peers.get(i))
                        .orElseGet(() ->
                                i < before.size() ? before.get(i) : peers.get(i).toString()))
                .toList();
    }

    /** When to look again, if nothing happens before. */
    private Optional<Duration> next(TokenState state) {
        return switch (state) {
            case TokenState.Open(KeptToken token, List<String> usedBy, String secretName) ->
                Optional.of(sooner(
                        hasNamelessHost(usedBy) ? NAME_LOOK : LOOK_EVERY,
                        Duration.between(clock.instant(), token.expires())));
            case TokenState.UsedUp(KeptToken token, List<String> usedBy) ->
                hasNamelessHost(usedBy) && clock.instant().isBefore(token.expires())
                        ? Optional.of(NAME_LOOK)
                        : Optional.empty();
            case TokenState.Expired expired -> Optional.empty();
            case TokenState.Deleted deleted -> Optional.empty();
            case TokenState.NotIssued notIssued -> Optional.of(RETRY);
        };
    }

    private static boolean hasNamelessHost(List<String> usedBy) {
        return usedBy.stream().anyMatch(JoinTokenView::isPeerId);
    }

    private static Duration sooner(Duration one, Duration other) {
        Duration least = Duration.ofMillis(100);
        Duration smaller = one.compareTo(other) < 0 ? one : other;
        return smaller.compareTo(least) < 0 ? least : smaller;
    }

    private static JoinTokenStatus status(JoinToken held) {
        return Optional.ofNullable(held.getStatus()).orElse(JoinTokenStatus.NONE);
    }

    private static Owner owner(JoinToken held) {
        return new Owner(
                JoinToken.KIND, held.getMetadata().getName(), held.getMetadata().getUid());
    }

    /** Of the uid, which never comes again: the same JoinToken always has the same token. */
    private static String tokenId(JoinToken held) {
        return held.getMetadata().getUid().replace("-", "").substring(0, ID_LENGTH);
    }
}
