package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Remembers in a Secret who was revoked, for as long as a record of theirs could still be good.
 *
 * <p>Holds at most {@value #COUNT_MAX} peers, which is what a Secret has room for; one more is refused aloud, since
 * to forget one would let it in again.
 */
public final class RevocationStore {
    /** The most peers that are remembered. */
    public static final int COUNT_MAX = 8_000;

    /** The name of the Secret. */
    public static final String NAME = "beemesh-revocations";

    private static final String ENTRY = "peers";
    private static final int ATTEMPTS = 20;

    private final SecretStore secrets;
    private final Duration recordsValidFor;
    private final Clock clock;

    /** Remembers a peer for as long as records are good that were signed when it was revoked. */
    public RevocationStore(SecretStore secrets, Duration recordsValidFor, Clock clock) {
        this.secrets = secrets;
        this.recordsValidFor = recordsValidFor;
        this.clock = clock;
    }

    /** All who are revoked. */
    public Set<PeerId> load() throws IdentityException {
        return switch (secrets.read(NAME)) {
            case Answer.Done<StoredSecret>(StoredSecret held) ->
                Set.copyOf(parse(held).keySet());
            case Answer.Missing<StoredSecret>() -> Set.of();
            case Answer.Conflict<StoredSecret>() -> throw trouble("read", "conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble("read", reason);
        };
    }

    /** Adds a peer; on return it is written. Idempotent. */
    public void add(PeerId peer) throws IdentityException {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (tryToAdd(peer)) {
                return;
            }
        }
        throw trouble("written", "it is changed by others all the time");
    }

    private boolean tryToAdd(PeerId peer) throws IdentityException {
        Answer<StoredSecret> answer = secrets.put(NAME, held -> with(peer, held));
        return switch (answer) {
            case Answer.Done<StoredSecret>(StoredSecret written) -> true;
            case Answer.Conflict<StoredSecret>() -> false;
            case Answer.Missing<StoredSecret>() -> false;
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble("written", reason);
        };
    }

    private StoredSecret with(PeerId peer, Optional<StoredSecret> held) throws IdentityException {
        return held.isPresent()
                ? held.get().with(Map.of(ENTRY, text(with(peer, parse(held.get())))))
                : StoredSecret.fresh(NAME, "Opaque", Map.of(ENTRY, text(with(peer, Map.of()))));
    }

    private Map<PeerId, Instant> with(PeerId peer, Map<PeerId, Instant> held) throws IdentityException {
        Map<PeerId, Instant> all = new HashMap<>(held);
        all.put(peer, clock.instant().plus(recordsValidFor));
        if (all.size() > COUNT_MAX) {
            throw trouble("written", COUNT_MAX + " peers are revoked already; make a new mesh authority");
        }
        return all;
    }

    private Map<PeerId, Instant> parse(StoredSecret held) throws IdentityException {
        Map<PeerId, Instant> all = new HashMap<>();
        Instant now = clock.instant();
        for (String line : held.value(ENTRY).orElse("").lines().toList()) {
            String[] parts = line.split(" ", 2);
            try {
                Instant until = Instant.parse(parts[1]);
                if (now.isBefore(until)) {
                    all.put(PeerId.parse(parts[0]), until);
                }
            } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
                // To skip it might let a revoked host in.
                throw new IdentityException(
                        "Secret '" + NAME + "' has a line that is no peer and time; restore it from a backup", e);
            }
        }
        return all;
    }

    private static String text(Map<PeerId, Instant> peers) {
        return new TreeMap<>(peers)
                .entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining("\n"));
    }

    private static IdentityException trouble(String verb, String reason) {
        return new IdentityException("Secret '" + NAME + "' with the revoked hosts cannot be " + verb + ": " + reason);
    }
}
