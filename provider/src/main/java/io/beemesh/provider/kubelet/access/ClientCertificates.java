package io.beemesh.provider.kubelet.access;

import io.beemesh.provider.kube.Reviews.User;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Knows users by their certificates: signed by one of the cluster's client authorities, fit for clients, valid at this
 * moment. The common name is the user, each organisation a group. Safe for use by many threads.
 */
public final class ClientCertificates {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final AtomicReference<Set<TrustAnchor>> authorities = new AtomicReference<>(Set.of());

    /** Takes these authorities from now on; none means that nobody is known by certificate. */
    public void trust(List<X509Certificate> certificates) {
        authorities.set(certificates.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The user of a chain, its own certificate first; empty if the chain is empty or not good. */
    public Optional<User> user(List<X509Certificate> chain) {
        Set<TrustAnchor> anchors = authorities.get();
        if (chain.isEmpty() || anchors.isEmpty()) {
            return Optional.empty();
        }
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(chain.getFirst());
            leaf.setExtendedKeyUsage(Set.of(CLIENT_AUTH));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return named(chain.getFirst());
        } catch (GeneralSecurityException | IOException e) {
            return Optional.empty(); // which of the reasons it was is nothing to tell a stranger
        }
    }

    private static Optional<User> named(X509Certificate certificate) {
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            List<String> names = values(subject, "CN");
            return names.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new User(names.getLast(), "", values(subject, "O"), Map.of()));
        } catch (NamingException e) {
            return Optional.empty();
        }
    }

    private static List<String> values(LdapName subject, String type) throws NamingException {
        List<String> values = new ArrayList<>();
        for (Rdn rdn : subject.getRdns()) {
            Attribute attribute = rdn.toAttributes().get(type);
            if (attribute != null) {
                for (int i = 0; i < attribute.size(); i++) {
                    values.add(text(attribute.get(i)));
                }
            }
        }
        return values;
    }

    private static String text(Object value) throws InvalidNameException {
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new InvalidNameException("a name or group of the subject is not a text");
    }
}
