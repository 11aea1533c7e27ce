package io.beemesh.e2e.kubelet;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Has the cluster sign a client certificate of a node, as a kubelet would. */
final class NodeIdentity {
    private NodeIdentity() {}

    /** A client that is the node; the caller closes it. The other one may ask for the certificate of any node. */
    static KubernetesClient of(String node, KubernetesClient administrator) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            Config given = administrator.getConfiguration();
            Config own = new ConfigBuilder(Config.empty())
                    .withMasterUrl(given.getMasterUrl())
                    .withCaCertData(given.getCaCertData())
                    .withClientCertData(certificate(node, keys, administrator))
                    .withClientKeyData(base64(pem(keys.getPrivate())))
                    .withClientKeyAlgo("RSA")
                    .build();
            return new KubernetesClientBuilder().withConfig(own).build();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String certificate(String node, KeyPair keys, KubernetesClient administrator)
            throws IOException, OperatorCreationException {
        var request = new JcaPKCS10CertificationRequestBuilder(
                        new X500Name("O=system:nodes,CN=system:node:" + node), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
        CertificateSigningRequest made = administrator
                .resource(new CertificateSigningRequestBuilder()
                        .withNewMetadata()
                        .withGenerateName("tunnel-")
                        .endMetadata()
                        .withNewSpec()
                        .withSignerName("kubernetes.io/kube-apiserver-client-kubelet")
                        .withUsages("digital signature", "client auth")
                        .withRequest(base64(pem(request)))
                        .endSpec()
                        .build())
                .create();
        // The controller manager approves it by itself, since who asks may have any node's.
        return administrator
                .certificates()
                .v1()
                .certificateSigningRequests()
                .withName(made.getMetadata().getName())
                .waitUntilCondition(
                        it -> it.getStatus() != null && it.getStatus().getCertificate() != null, 60, TimeUnit.SECONDS)
                .getStatus()
                .getCertificate();
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
