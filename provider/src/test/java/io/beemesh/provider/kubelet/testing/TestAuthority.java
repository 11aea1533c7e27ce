package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.certificate.Credential;
import io.beemesh.provider.kubelet.serving.ServingKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** An authority of a test's own, which signs what it is asked to. */
public final class TestAuthority {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final AtomicInteger SERIALS = new AtomicInteger(1);

    private final KeyPair keys;
    private final X500Name name;
    private final X509Certificate certificate;

    private TestAuthority(KeyPair keys, X500Name name, X509Certificate certificate) {
        this.keys = keys;
        this.name = name;
        this.certificate = certificate;
    }

    /** A new authority. */
    public static TestAuthority named(String commonName) {
        try {
            KeyPair keys = keys();
            X500Name name = new X500Name("CN=" + commonName);
            X509v3CertificateBuilder builder = builder(name, name, keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return new TestAuthority(keys, name, signed(builder, keys));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Signs a request for a server: its subject, its key and its names. */
    public List<X509Certificate> signServer(byte[] pkcs10) throws IOException {
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(pkcs10);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                BigInteger.valueOf(SERIALS.getAndIncrement()),
                Date.from(Instant.now().minus(Duration.ofMinutes(1))),
                Date.from(Instant.now().plus(Duration.ofHours(1))),
                request.getSubject(),
                request.getSubjectPublicKeyInfo());
        Extensions requested = request.getRequestedExtensions();
        if (requested != null) {
            builder.addExtension(requested.getExtension(Extension.subjectAlternativeName));
        }
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        try {
            return List.of(signed(builder, keys));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** A TLS context of a server at the loopback address, which takes any certificate of a client. */
    public SSLContext server() {
        try {
            KeyPair own = keys();
            X509v3CertificateBuilder builder = builder(name, new X500Name("CN=server"), own);
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new ServingKeys(new Credential(own.getPrivate(), List.of(signed(builder, keys)))).context();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate of a client, whose key nobody needs. */
    public X509Certificate issue(String subject, KeyPurposeId usage) {
        try {
            return issue(subject, usage, keys());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate issue(String subject, KeyPurposeId usage, KeyPair own)
            throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder = builder(name, new X500Name(subject), own);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
        return signed(builder, keys);
    }

    /**
     * A TLS context of a client.
     *
     * @param subject the subject of its certificate, such as {@code O=system:masters,CN=admin}
     * @param usage what the certificate is for
     * @param server whose servers it trusts
     */
    public SSLContext client(String subject, KeyPurposeId usage, X509Certificate server) {
        try {
            KeyPair own = keys();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "client", own.getPrivate(), new char[0], new X509Certificate[] {issue(subject, usage, own)});
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), trust(server).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A TLS context of a client without a certificate. */
    public static SSLContext stranger(X509Certificate server) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(server).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrustManagerFactory trust(X509Certificate server) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", server);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory;
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys) {
        return new X509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIALS.getAndIncrement()),
                Date.from(Instant.now().minus(Duration.ofMinutes(1))),
                Date.from(Instant.now().plus(Duration.ofHours(1))),
                subject,
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
