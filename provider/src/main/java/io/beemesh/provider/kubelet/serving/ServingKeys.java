package io.beemesh.provider.kubelet.serving;

import io.beemesh.provider.certificate.Credential;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The server's identity in its TLS handshakes; it can be changed at any time and holds for the next handshake. */
public final class ServingKeys extends X509ExtendedKeyManager {
    // A handshake asks for the alias first and for key and chain later: the name tells which identity it began with.
    private static final String ALIAS = "serving-";

    private final AtomicReference<Generation> current;

    private record Generation(
            int number, Credential identity, @Nullable Credential previous) {}

    /** Starts with an identity. */
    public ServingKeys(Credential first) {
        super();
        this.current = new AtomicReference<>(new Generation(0, first, null));
    }

    /** Changes the identity. */
    public void change(Credential next) {
        current.updateAndGet(old -> new Generation(old.number() + 1, next, old.identity()));
    }

    /** The identity of the next handshake. */
    public Credential identity() {
        return current.get().identity();
    }

    /** A TLS context that serves with these keys and takes any certificate of a client, for others to judge. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, new TrustManager[] {new UnverifiedClients()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private @Nullable Credential named(String alias) {
        Generation generation = current.get();
        if (alias.equals(ALIAS + generation.number())) {
            return generation.identity();
        }
        return alias.equals(ALIAS + (generation.number() - 1)) ? generation.previous() : null;
    }

    private @Nullable String alias(String keyType) {
        Generation generation = current.get();
        boolean fits = keyType.startsWith(generation.identity().key().getAlgorithm());
        return fits ? ALIAS + generation.number() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Credential identity = named(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Credential identity = named(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
