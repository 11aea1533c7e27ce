package io.beemesh.provider.certificate;

/**
 * Why there is no certificate, or no new one.
 *
 * @param message a sentence: which request, why, and what a person can do
 */
public record CertificateTrouble(Kind kind, String message) {
    /** Whose turn it is. */
    public enum Kind {
        /** Somebody has to approve the request. */
        WAITING,
        /** Somebody or something has denied the request; another one is made later. */
        DENIED,
        /** The request could not be made. */
        FAILED
    }
}
