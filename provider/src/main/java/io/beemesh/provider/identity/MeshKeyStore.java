package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys of the mesh in one Secret, made once and never made anew: with another authority every host would have
 * to be enrolled again. Each provider of the mesh has a key of its own there.
 */
public final class MeshKeyStore {
    private static final String AUTHORITY = "authority-seed";
    private static final String PROVIDER = "provider-seed";

    private final SecretStore secrets;
    private final String name;
    private final String own;

    /** Keeps the keys in the Secret of that name. */
    public MeshKeyStore(SecretStore secrets, String name, Replica replica) {
        this.secrets = secrets;
        this.name = name;
        this.own = replica.own(PROVIDER);
    }

    /**
     * The keys of the mesh; made if the Secret is surely not there. Of providers that start at once, one makes them.
     *
     * @throws IdentityException if the Secret cannot be read, whatever the reason; nothing is written then
     */
    public MeshKeys loadOrMake() throws IdentityException {
        return switch (secrets.read(name)) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> held.value(own).isPresent() ? parse(held) : add(held);
            case Answer.Missing<StoredSecret>() -> make();
            case Answer.Conflict<StoredSecret>() -> throw unreadable("the API server answered with a conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw unreadable(reason);
        };
    }

    private MeshKeys make() throws IdentityException {
        MeshKeys keys = new MeshKeys(KeyPair.generate(), KeyPair.generate());
        StoredSecret fresh = StoredSecret.fresh(
                name, "Opaque", Map.of(AUTHORITY, text(keys.authority()), own, text(keys.provider())));
        return switch (secrets.create(fresh)) {
            case Answer.Done<StoredSecret>(StoredSecret made) -> keys;
            case Answer.Conflict<StoredSecret>() -> readWhatAnotherMade();
            case Answer.Missing<StoredSecret>() -> throw unwritable("its namespace is missing");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw unwritable(reason);
        };
    }

    private MeshKeys readWhatAnotherMade() throws IdentityException {
        if (secrets.read(name) instanceof Answer.Done<StoredSecret>(StoredSecret held)) {
            return held.value(own).isPresent() ? parse(held) : add(held);
        }
        throw unreadable("another provider made it at the same time; start again");
    }

    /** Adds this provider's key to the keys that are there; the mesh must be whole before anything is written. */
    private MeshKeys add(StoredSecret held) throws IdentityException {
        MeshKeys keys = new MeshKeys(key(held, AUTHORITY), KeyPair.generate());
        return switch (secrets.replace(held.with(Map.of(own, text(keys.provider()))))) {
            case Answer.Done<StoredSecret>(StoredSecret written) -> keys;
            // Another provider added its own, which each does once.
            case Answer.Conflict<StoredSecret>() -> readWhatAnotherMade();
            case Answer.Missing<StoredSecret>() -> throw unwritable("it was deleted at the same time");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw unwritable(reason);
        };
    }

    private MeshKeys parse(StoredSecret held) throws IdentityException {
        return new MeshKeys(key(held, AUTHORITY), key(held, own));
    }

    private KeyPair key(StoredSecret held, String entry) throws IdentityException {
        String text = held.value(entry).orElseThrow(() -> damaged(entry, null));
        try {
            return KeyPair.ofSeed(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw damaged(entry, e);
        }
    }

    private static String text(KeyPair key) {
        return Base64.getEncoder().encodeToString(key.seed());
    }

    private IdentityException damaged(String entry, @Nullable IllegalArgumentException cause) {
        String message = "Secret '" + name + "': entry " + entry + " is not a key (expected: base64 of "
                + KeyPair.SEED_BYTES + " bytes); restore the Secret from a backup";
        return cause == null ? new IdentityException(message) : new IdentityException(message, cause);
    }

    private IdentityException unreadable(String reason) {
        return new IdentityException("Secret '" + name + "' with the keys of the mesh cannot be read: " + reason);
    }

    private IdentityException unwritable(String reason) {
        return new IdentityException("Secret '" + name + "' with the keys of the mesh cannot be made: " + reason);
    }
}
