package io.beemesh.provider.identity;

import io.beemesh.mesh.enrol.Token;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where hosts join and whom they will believe: the provider keeps it up to date in a Secret, so that a command that
 * makes tokens needs nothing but the cluster.
 */
public final class JoinAddress {
    /** The name of the Secret. */
    public static final String NAME = "beemesh-join";

    private static final String ADDRESSES = "addresses";
    private static final String AUTHORITY = "authority-key";

    private final SecretStore secrets;

    /** Keeps it in this store. */
    public JoinAddress(SecretStore secrets) {
        this.secrets = secrets;
    }

    /**
     * What a host has to know.
     *
     * @param authorityKey the authority's public key in its protobuf form, in base64
     * @param addresses multiaddrs, each ending in the provider's peer id
     */
    public record Door(String authorityKey, List<String> addresses) {
        /** Keeps a copy. */
        public Door {
            addresses = List.copyOf(addresses);
        }

        /** Whom hosts will believe. */
        public Token.AuthorityHash authority() {
            return Token.AuthorityHash.ofKey(Base64.getDecoder().decode(authorityKey));
        }
    }

    /** Makes it known; on return it is written. */
    public void publish(Door door) throws IdentityException {
        Map<String, String> data =
                Map.of(ADDRESSES, String.join("\n", door.addresses()), AUTHORITY, door.authorityKey());
        Answer<StoredSecret> answer =
                switch (secrets.read(NAME)) {
                    case Answer.Done<StoredSecret>(StoredSecret held)
                    when held.data().equals(data) -> new Answer.Done<>(held);
                    case Answer.Done<StoredSecret>(StoredSecret held) -> secrets.replace(held.with(data));
                    case Answer.Missing<StoredSecret>() -> secrets.create(StoredSecret.fresh(NAME, "Opaque", data));
                    case Answer.Conflict<StoredSecret> conflict -> conflict;
                    case Answer.Failed<StoredSecret> failed -> failed;
                };
        switch (answer) {
            case Answer.Done<StoredSecret>(StoredSecret written) -> {}
            case Answer.Conflict<StoredSecret>() -> throw trouble("another provider writes it at the same time");
            case Answer.Missing<StoredSecret>() -> throw trouble("it was deleted at the same time");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        }
    }

    /** What was made known last; empty if no provider has started in this namespace. */
    public Optional<Door> find() throws IdentityException {
        return switch (secrets.read(NAME)) {
            case Answer.Done<StoredSecret>(StoredSecret held) ->
                Optional.of(new Door(
                        held.value(AUTHORITY).orElse(""),
                        held.value(ADDRESSES).orElse("").lines().toList()));
            case Answer.Missing<StoredSecret>() -> Optional.empty();
            case Answer.Conflict<StoredSecret>() -> throw trouble("conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        };
    }

    private static IdentityException trouble(String reason) {
        return new IdentityException("Secret '" + NAME + "' with the addresses to join: " + reason);
    }
}
