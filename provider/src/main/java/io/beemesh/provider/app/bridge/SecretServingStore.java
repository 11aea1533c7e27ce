package io.beemesh.provider.app.bridge;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import io.beemesh.provider.kubelet.serving.ServingIdentity;
import io.beemesh.provider.kubelet.serving.ServingStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the serving certificate of the kubelet API in a Secret, so that the provider needs no disk. */
public final class SecretServingStore implements ServingStore {
    /** The name of the Secret. */
    public static final String NAME = "beemesh-kubelet-serving";

    private static final String KEY = "key";
    private static final String CHAIN = "chain";

    private final SecretStore secrets;

    /** Keeps it in this store. */
    public SecretServingStore(SecretStore secrets) {
        this.secrets = secrets;
    }

    @Override
    public Optional<ServingIdentity> load() throws IOException {
        return switch (secrets.read(NAME)) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> parse(held);
            case Answer.Missing<StoredSecret>() -> Optional.empty();
            case Answer.Conflict<StoredSecret>() -> throw trouble("conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        };
    }

    @Override
    public void save(ServingIdentity identity) throws IOException {
        Map<String, String> data = Map.of(KEY, text(identity.key().getEncoded()), CHAIN, chain(identity.chain()));
        Answer<StoredSecret> answer =
                switch (secrets.read(NAME)) {
                    case Answer.Done<StoredSecret>(StoredSecret held) -> secrets.replace(held.with(data));
                    case Answer.Missing<StoredSecret>() -> secrets.create(StoredSecret.fresh(NAME, "Opaque", data));
                    case Answer.Conflict<StoredSecret> conflict -> conflict;
                    case Answer.Failed<StoredSecret> failed -> failed;
                };
        switch (answer) {
            case Answer.Done<StoredSecret>(StoredSecret written) -> {}
            case Answer.Missing<StoredSecret>() -> throw trouble("it was deleted at the same time");
            case Answer.Conflict<StoredSecret>() -> throw trouble("another provider writes it at the same time");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        }
    }

    // A damaged one is as good as none: the next certificate replaces it.
    private static Optional<ServingIdentity> parse(StoredSecret held) {
        try {
            byte[] encoded = Base64.getDecoder().decode(held.value(KEY).orElse(""));
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>();
            for (String line : held.value(CHAIN).orElse("").lines().toList()) {
                byte[] der = Base64.getDecoder().decode(line);
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            return Optional.of(new ServingIdentity(key, chain, true));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String chain(List<X509Certificate> certificates) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            for (X509Certificate certificate : certificates) {
                lines.add(text(certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the serving certificate cannot be encoded", e);
        }
        return String.join("\n", lines);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static IOException trouble(String reason) {
        return new IOException("Secret '" + NAME + "' with the serving certificate: " + reason);
    }
}
