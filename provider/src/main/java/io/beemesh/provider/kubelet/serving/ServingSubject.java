package io.beemesh.provider.kubelet.serving;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom the certificate is for: the node and how it is dialled. Must equal the addresses in the Node's status.
 *
 * @param nodeName the node's name
 * @param hostNames its DNS names
 * @param addresses its IP addresses
 */
public record ServingSubject(String nodeName, List<String> hostNames, List<InetAddress> addresses) {

    /** Copies the lists. */
    public ServingSubject {
        hostNames = List.copyOf(hostNames);
        addresses = List.copyOf(addresses);
        if (hostNames.isEmpty() && addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "serving certificate of " + nodeName + ": no name and no address (expected: at least one)");
        }
    }

    /** Whether a certificate names exactly this node's names and addresses. */
    boolean matches(X509Certificate certificate) {
        Set<String> named = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(alternative -> named.add(String.valueOf(alternative.get(1))));
            }
        } catch (CertificateParsingException e) {
            return false;
        }
        Set<String> wanted = new HashSet<>(hostNames);
        addresses.forEach(address -> wanted.add(address.getHostAddress()));
        return named.equals(wanted);
    }
}
