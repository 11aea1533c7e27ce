package io.beemesh.provider.identity;

import io.beemesh.mesh.enrol.Token;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import io.beemesh.provider.kube.secret.StoredSecret.Owner;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the join command of a token into a Secret, where whoever asked for the token fetches it.
 *
 * <p>The token's secret is in that Secret and nowhere else; once the Secret is withdrawn, only the hash is left. Every
 * step may be repeated: one that was broken off goes on with the token that it began with.
 */
public final class JoinCommands {
    /** The type of the Secrets, and the label that finds them. */
    public static final String KIND = "beemesh.io/join-command";

    private static final String PREFIX = "join-command-";
    private static final String COMMAND = "command";
    private static final String TOKEN = "token";

    private final SecretStore secrets;
    private final JoinTokens tokens;
    private final JoinAddress address;

    /** Secrets and tokens are kept in one store. */
    public JoinCommands(SecretStore secrets, JoinTokens tokens, JoinAddress address) {
        this.secrets = secrets;
        this.tokens = tokens;
        this.address = address;
    }

    /**
     * Somebody asks for a token.
     *
     * @param tokenId the id that the token is to have
     * @param wish what it is to be good for
     * @param owner whose it is, and with whom its Secrets go
     */
    public record Order(String tokenId, JoinTokens.Wish wish, Owner owner) {}

    /** What became of an order. */
    public sealed interface Issue {
        /** The token is good, and its command is in the Secret. */
        record Issued(KeptToken token) implements Issue {}

        /** Where hosts join is not known yet; ask again. */
        record NoAddress() implements Issue {}

        /** Somebody else's Secret has the name. */
        record NameTaken() implements Issue {}
    }

    /** The name of the Secret with an owner's join command. */
    public static String secretName(Owner owner) {
        return PREFIX + owner.name();
    }

    /** Issues a token, or goes on issuing it. */
    public Issue issue(Order order) throws IdentityException {
        Optional<JoinAddress.Door> door =
                address.find().filter(it -> !it.addresses().isEmpty());
        if (door.isEmpty()) {
            return new Issue.NoAddress();
        }
        String name = secretName(order.owner());
        return switch (secrets.read(name)) {
            case Answer.Done<StoredSecret>(StoredSecret held) when !held.type().equals(KIND) -> new Issue.NameTaken();
            case Answer.Done<StoredSecret>(StoredSecret held) -> keep(order, begun(held, order));
            case Answer.Missing<StoredSecret>() -> keep(order, write(order, door.get()));
            case Answer.Conflict<StoredSecret>() -> throw trouble(name, "conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(name, reason);
        };
    }

    /** Whether the Secret with the owner's join command is there. */
    public boolean isWaiting(Owner owner) throws IdentityException {
        String name = secretName(owner);
        return switch (secrets.read(name)) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> isOf(held, owner);
            case Answer.Missing<StoredSecret>() -> false;
            case Answer.Conflict<StoredSecret>() -> throw trouble(name, "conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(name, reason);
        };
    }

    /** Deletes the Secret with the owner's join command, and no other. Idempotent. */
    public void withdraw(Owner owner) throws IdentityException {
        if (isWaiting(owner)) {
            delete(secretName(owner));
        }
    }

    private Issue keep(Order order, Token token) throws IdentityException {
        return new Issue.Issued(tokens.keep(token, order.wish(), order.owner()));
    }

    private Token write(Order order, JoinAddress.Door door) throws IdentityException {
        Token token = tokens.draft(order.tokenId(), door.authority());
        String name = secretName(order.owner());
        StoredSecret fresh = StoredSecret.fresh(name, KIND, Map.of(COMMAND, door.command(token), TOKEN, token.text()))
                .labelled(KIND, new StoredSecret.LabelValue("true"))
                .ownedBy(order.owner());
        return switch (secrets.create(fresh)) {
            case Answer.Done<StoredSecret>(StoredSecret made) -> token;
            case Answer.Conflict<StoredSecret>() -> throw trouble(name, "it was made at the same time");
            case Answer.Missing<StoredSecret>() -> throw trouble(name, "its namespace is missing");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(name, reason);
        };
    }

    /** The token that was begun with; what is left of another owner of the name goes. */
    private Token begun(StoredSecret held, Order order) throws IdentityException {
        if (isOf(held, order.owner())
                && Token.read(held.value(TOKEN).orElse("")) instanceof Token.Read(Token token)
                && token.id().equals(order.tokenId())) {
            return token;
        }
        delete(held.name());
        throw trouble(held.name(), "it was left by another of that name and is removed");
    }

    private static boolean isOf(StoredSecret held, Owner owner) {
        return held.type().equals(KIND) && held.owner().equals(Optional.of(owner));
    }

    private void delete(String name) throws IdentityException {
        switch (secrets.delete(name)) {
            case Answer.Done<String>(String gone) -> {}
            case Answer.Missing<String>() -> {}
            case Answer.Conflict<String>() -> throw trouble(name, "it was changed at the same time");
            case Answer.Failed<String>(String reason, boolean retryable) -> throw trouble(name, reason);
        }
    }

    private static IdentityException trouble(String name, String reason) {
        return new IdentityException("Secret '" + name + "' with a join command: " + reason);
    }
}
