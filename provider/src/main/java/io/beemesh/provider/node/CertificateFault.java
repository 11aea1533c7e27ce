package io.beemesh.provider.node;

/**
 * What keeps the node from a certificate.
 *
 * @param reason CamelCase
 * @param message a sentence that says what to do
 */
public record CertificateFault(String reason, String message) {}
