package io.beemesh.provider.certificate;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whom a certificate is for: a node, and for a server how it is dialled, which must equal the Node's status.
 *
 * @param nodeName the node's name
 * @param hostNames its DNS names
 * @param addresses its IP addresses
 */
public record CertificateSubject(String nodeName, List<String> hostNames, List<InetAddress> addresses) {

    /** Copies the lists. */
    public CertificateSubject {
        hostNames = List.copyOf(hostNames);
        addresses = List.copyOf(addresses);
    }

    /** The node as a client: the API server knows it by its name alone. */
    public static CertificateSubject client(String nodeName) {
        return new CertificateSubject(nodeName, List.of(), List.of());
    }

    /** The node as a server. */
    public static CertificateSubject server(String nodeName, InetAddress address) {
        return new CertificateSubject(nodeName, List.of(), List.of(address));
    }

    /** Whether a certificate names exactly these names and addresses. */
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

    /** Such as {@code system:node:edge as 10.43.0.7}. */
    @Override
    public String toString() {
        List<String> names = Stream.concat(
                        hostNames.stream(), addresses.stream().map(InetAddress::getHostAddress))
                .toList();
        return "system:node:" + nodeName + (names.isEmpty() ? "" : " as " + String.join(", ", names));
    }
}
