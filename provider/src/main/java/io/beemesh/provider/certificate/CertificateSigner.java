package io.beemesh.provider.certificate;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

/** The port to who signs certificates of one kind. */
@FunctionalInterface
public interface CertificateSigner {

    /**
     * Has a request signed; waits for it, a quarter of an hour at most.
     *
     * @param request PKCS #10, DER
     * @param waiting told once if it is not signed at once: which request waits, and for what
     * @throws IOException if the request cannot be made; says what to do
     * @throws InterruptedException if the waiting is interrupted
     */
    Outcome sign(byte[] request, Consumer<CertificateTrouble> waiting) throws IOException, InterruptedException;

    /** What became of a request. */
    sealed interface Outcome {}

    /**
     * It is signed.
     *
     * @param chain the certificate and those above it, its own first
     */
    record Signed(List<X509Certificate> chain) implements Outcome {}

    /** It is denied, or nobody has approved it in time. */
    record Refused(CertificateTrouble trouble) implements Outcome {}
}
