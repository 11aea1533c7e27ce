package io.beemesh.provider.identity;

import io.beemesh.mesh.enrol.Token;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.util.Base64;
import java.util.HashMap;
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
    private final Replica replica;

    /** Keeps the address of the only provider of a node in this store. */
    public JoinAddress(SecretStore secrets) {
        this(secrets, Replica.ONLY);
    }

    /** Keeps the address of one of several providers in this store, beside those of the others. */
    public JoinAddress(SecretStore secrets, Replica replica) {
        this.secrets = secrets;
        this.replica = replica;
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

        /** The command that joins a host with this token; as secret as the token. */
        public String command(Token token) {
            return "java -jar beemesh-agent.jar join --token " + token.text() + " " + String.join(" ", addresses);
        }
    }

    /** Makes it known; on return it is written, and what providers left behind that are no more is gone. */
    public void publish(Door door) throws IdentityException {
        Answer<StoredSecret> answer = secrets.put(NAME, held -> held.map(it -> it.holding(data(door, it.data())))
                .orElseGet(() -> StoredSecret.fresh(NAME, "Opaque", data(door, Map.of()))));
        switch (answer) {
            case Answer.Done<StoredSecret>(StoredSecret written) -> {}
            case Answer.Conflict<StoredSecret>() -> throw trouble("another provider writes it at the same time");
            case Answer.Missing<StoredSecret>() -> throw trouble("it was deleted at the same time");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        }
    }

    private Map<String, String> data(Door door, Map<String, String> before) {
        Map<String, String> data = new HashMap<>(before);
        data.put(AUTHORITY, door.authorityKey());
        data.put(entry(replica.index()), String.join("\n", door.addresses()));
        data.keySet().removeIf(key -> key.startsWith(ADDRESSES) && index(key) >= replica.count());
        return data;
    }

    /** The first provider's entry has the name that it had when there was but one. */
    private static String entry(int index) {
        return index == 0 ? ADDRESSES : ADDRESSES + "-" + index;
    }

    private static int index(String entry) {
        return entry.equals(ADDRESSES) ? 0 : Integer.parseInt(entry.substring(ADDRESSES.length() + 1));
    }

    /** What was made known last, all providers as one door; empty if none has started in this namespace. */
    public Optional<Door> find() throws IdentityException {
        List<Door> all = doors();
        return all.stream()
                .findFirst()
                .map(first -> new Door(
                        first.authorityKey(),
                        all.stream().flatMap(door -> door.addresses().stream()).toList()));
    }

    /** What was made known last, a door for each provider. */
    public List<Door> doors() throws IdentityException {
        return switch (secrets.read(NAME)) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> parse(held);
            case Answer.Missing<StoredSecret>() -> List.of();
            case Answer.Conflict<StoredSecret>() -> throw trouble("conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        };
    }

    private static List<Door> parse(StoredSecret held) {
        String authority = held.value(AUTHORITY).orElse("");
        return held.data().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(ADDRESSES))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Door(authority, entry.getValue().lines().toList()))
                .toList();
    }

    private static IdentityException trouble(String reason) {
        return new IdentityException("Secret '" + NAME + "' with the addresses to join: " + reason);
    }
}
