package io.beemesh.provider.certificate;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;

/** The port to who signs certificates of one kind. */
@FunctionalInterface
public interface CertificateSigner {

    /**
     * Has a request signed; waits for it, a few minutes at most.
     *
     * @param request PKCS #10, DER
     * @return the certificate and those above it, its own first
     * @throws IOException if it is denied or not signed in time; says what to do
     * @throws InterruptedException if the waiting is interrupted
     */
    List<X509Certificate> sign(byte[] request) throws IOException, InterruptedException;
}
