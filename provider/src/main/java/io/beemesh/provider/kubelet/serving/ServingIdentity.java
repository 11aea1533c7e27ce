package io.beemesh.provider.kubelet.serving;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate and its key.
 *
 * @param key the private key
 * @param chain the certificate and those above it, its own first; at least one
 * @param signedByCluster whether the cluster signed it, so that the API server trusts it
 */
public record ServingIdentity(PrivateKey key, List<X509Certificate> chain, boolean signedByCluster) {

    /** Copies the chain. */
    public ServingIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("serving certificate: none (expected: at least one)");
        }
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServingIdentity[serial=" + certificate().getSerialNumber() + ", notAfter="
                + certificate().getNotAfter().toInstant() + ", signedByCluster=" + signedByCluster + "]";
    }
}
