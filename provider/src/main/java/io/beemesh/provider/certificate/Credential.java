package io.beemesh.provider.certificate;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A certificate and its key. Its text form is without the key.
 *
 * @param key the private key
 * @param chain the certificate and those above it, its own first; at least one
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** Copies the chain. */
    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("certificate: none (expected: at least one)");
        }
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The chain in PEM, its own first, in base64 once more, as a kubeconfig has it. */
    public String chainPem() {
        return base64(chain.stream().map(Credential::pem).collect(Collectors.joining()));
    }

    /** The key in PEM (PKCS #8), in base64 once more, as a kubeconfig has it. */
    public String keyPem() {
        return base64(pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + LINES.encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Credential[serial=" + certificate().getSerialNumber() + ", notAfter="
                + certificate().getNotAfter().toInstant() + "]";
    }
}
