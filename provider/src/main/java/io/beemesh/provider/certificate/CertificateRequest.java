package io.beemesh.provider.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A new key and what a certificate for it says: {@code CN=system:node:<node>, O=system:nodes} and a server's addresses.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/">
 *     kubernetes.io/kubelet-serving and kube-apiserver-client-kubelet</a>
 */
public final class CertificateRequest {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Duration SELF_SIGNED_LIFE = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final KeyPair keys;
    private final X500Name subject;
    private final Optional<GeneralNames> names;

    private CertificateRequest(KeyPair keys, X500Name subject, Optional<GeneralNames> names) {
        this.keys = keys;
        this.subject = subject;
        this.names = names;
    }

    /** A request with a key of its own. */
    public static CertificateRequest of(CertificateSubject subject) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new CertificateRequest(generator.generateKeyPair(), name(subject.nodeName()), names(subject));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no EC keys", e);
        }
    }

    KeyPair keys() {
        return keys;
    }

    /** The request as PKCS #10, DER. */
    byte[] encoded() {
        try {
            var builder = new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic());
            if (names.isPresent()) {
                ExtensionsGenerator extensions = new ExtensionsGenerator();
                extensions.addExtension(Extension.subjectAlternativeName, false, names.get());
                builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            return builder.build(signer()).getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate request cannot be made", e);
        }
    }

    /** A certificate that nobody trusts, for the time until there is a better one. */
    public Credential selfSigned(Instant now) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(now.minus(SKEW)),
                    Date.from(now.plus(SELF_SIGNED_LIFE)),
                    subject,
                    keys.getPublic());
            if (names.isPresent()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names.get());
            }
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
            return new Credential(keys.getPrivate(), List.of(certificate));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("a self-signed certificate cannot be made", e);
        }
    }

    private ContentSigner signer() throws OperatorCreationException {
        return new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate());
    }

    private static X500Name name(String nodeName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "system:nodes")
                .addRDN(BCStyle.CN, "system:node:" + nodeName)
                .build();
    }

    private static Optional<GeneralNames> names(CertificateSubject subject) {
        List<GeneralName> names = new ArrayList<>();
        for (String host : subject.hostNames()) {
            names.add(new GeneralName(GeneralName.dNSName, host));
        }
        for (InetAddress address : subject.addresses()) {
            names.add(new GeneralName(GeneralName.iPAddress, address.getHostAddress()));
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(new GeneralNames(names.toArray(GeneralName[]::new)));
    }
}
