package io.beemesh.provider.app.bridge;

import io.beemesh.provider.certificate.CertificateStore;
import io.beemesh.provider.certificate.Credential;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
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

/** Keeps a certificate and its key in a Secret of the provider's own, so that the provider needs no disk. */
public final class SecretCertificates implements CertificateStore {
    /** The type of such Secrets, and the label that finds them. */
    public static final String KIND = "beemesh.io/certificate";

    private static final String KEY = "key";
    private static final String CHAIN = "chain";

    private final SecretStore secrets;
    private final String name;

    /** Keeps it in the Secret of that name. */
    public SecretCertificates(SecretStore secrets, String name) {
        this.secrets = secrets;
        this.name = name;
    }

    @Override
    public Optional<Credential> load() throws IOException {
        return switch (secrets.read(name)) {
            case Answer.Done<StoredSecret>(StoredSecret held) -> parse(held);
            case Answer.Missing<StoredSecret>() -> Optional.empty();
            case Answer.Conflict<StoredSecret>() -> throw trouble("conflict");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        };
    }

    @Override
    public void save(Credential credential) throws IOException {
        Map<String, String> data = Map.of(KEY, text(credential.key().getEncoded()), CHAIN, chain(credential.chain()));
        Answer<StoredSecret> answer = secrets.put(
                name, held -> held.map(it -> it.with(data)).orElseGet(() -> StoredSecret.fresh(name, KIND, data)
                        .labelled(KIND, new StoredSecret.LabelValue("true"))));
        switch (answer) {
            case Answer.Done<StoredSecret>(StoredSecret written) -> {}
            case Answer.Missing<StoredSecret>() -> throw trouble("it was deleted at the same time");
            case Answer.Conflict<StoredSecret>() -> throw trouble("another provider writes it at the same time");
            case Answer.Failed<StoredSecret>(String reason, boolean retryable) -> throw trouble(reason);
        }
    }

    // A damaged one is as good as none: the next certificate replaces it.
    private static Optional<Credential> parse(StoredSecret held) {
        try {
            byte[] encoded = Base64.getDecoder().decode(held.value(KEY).orElse(""));
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>();
            for (String line : held.value(CHAIN).orElse("").lines().toList()) {
                byte[] der = Base64.getDecoder().decode(line);
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            return Optional.of(new Credential(key, chain));
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
            throw new IOException("the certificate cannot be encoded", e);
        }
        return String.join("\n", lines);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private IOException trouble(String reason) {
        return new IOException("Secret '" + name + "' with a certificate: " + reason);
    }
}
