package io.beemesh.provider.kube;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.CertificateSigningRequestResource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has serving certificates of a node signed by the cluster ({@code kubernetes.io/kubelet-serving}).
 *
 * <p>The signer takes only requests that the node itself made, and nothing approves them unasked.
 */
public final class Certificates {
    private static final String SIGNER = "kubernetes.io/kubelet-serving";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final KubernetesClient client;
    private final Policy policy;

    /**
     * How requests are made.
     *
     * @param node the node's name
     * @param impersonate whether to ask in the node's name; not needed by a client that is the node
     * @param approve whether to approve the request, rather than wait for somebody to do so
     * @param timeout how long to wait for the certificate
     */
    public record Policy(String node, boolean impersonate, boolean approve, Duration timeout) {}

    /** Asks with a client that the caller closes. */
    public Certificates(KubernetesClient client, Policy policy) {
        this.client = client;
        this.policy = policy;
    }

    /**
     * Has a request signed.
     *
     * @param pkcs10 the request, DER; its subject is the node and it names the node's addresses
     * @return the certificate and those above it, its own first
     * @throws IOException if it is refused, denied or not signed in time
     * @throws InterruptedException if the waiting is interrupted
     */
    public List<X509Certificate> sign(byte[] pkcs10) throws IOException, InterruptedException {
        try {
            String name = create(pkcs10).getMetadata().getName();
            if (policy.approve()) {
                resource(name).approve(approval());
            }
            CertificateSigningRequest done = resource(name)
                    .waitUntilCondition(Certificates::decided, policy.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return issued(done);
        } catch (KubernetesClientTimeoutException e) {
            throw new IOException(
                    "no serving certificate within " + policy.timeout() + "; approve the request: kubectl get csr", e);
        } catch (KubernetesClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while a certificate was awaited");
            }
            throw new IOException("serving certificate not to be had: " + e.getMessage(), e);
        }
    }

    private CertificateSigningRequestResource<CertificateSigningRequest> resource(String name) {
        return client.certificates().v1().certificateSigningRequests().withName(name);
    }

    private CertificateSigningRequest create(byte[] pkcs10) {
        String pem = "-----BEGIN CERTIFICATE REQUEST-----\n" + LINES.encodeToString(pkcs10)
                + "\n-----END CERTIFICATE REQUEST-----\n";
        CertificateSigningRequest request = new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withGenerateName("csr-beemesh-")
                .endMetadata()
                .withNewSpec()
                .withSignerName(SIGNER)
                .withRequest(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .withUsages("digital signature", "server auth")
                .endSpec()
                .build();
        if (!policy.impersonate()) {
            return client.resource(request).create();
        }
        Config asNode = new ConfigBuilder(client.getConfiguration())
                .withImpersonateUsername("system:node:" + policy.node())
                .withImpersonateGroups("system:nodes", "system:authenticated")
                .build();
        try (KubernetesClient node =
                new KubernetesClientBuilder().withConfig(asNode).build()) {
            return node.resource(request).create();
        }
    }

    private static CertificateSigningRequestCondition approval() {
        return new CertificateSigningRequestConditionBuilder()
                .withType("Approved")
                .withStatus("True")
                .withReason("BeeMeshNode")
                .withMessage("the provider asked for it on behalf of its own virtual node")
                .build();
    }

    private static boolean decided(@Nullable CertificateSigningRequest request) {
        return request == null
                || refusal(request).isPresent()
                || (request.getStatus() != null && request.getStatus().getCertificate() != null);
    }

    private static Optional<CertificateSigningRequestCondition> refusal(CertificateSigningRequest request) {
        return Optional.ofNullable(request.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> condition.getType().equals("Denied")
                        || condition.getType().equals("Failed"))
                .findFirst();
    }

    private static List<X509Certificate> issued(@Nullable CertificateSigningRequest request) throws IOException {
        if (request == null) {
            throw new IOException("the certificate request was deleted before it was signed");
        }
        Optional<CertificateSigningRequestCondition> refusal = refusal(request);
        if (refusal.isPresent()) {
            throw new IOException("certificate request " + request.getMetadata().getName() + ": "
                    + refusal.get().getType() + ": " + refusal.get().getMessage());
        }
        byte[] pem = Base64.getDecoder().decode(request.getStatus().getCertificate());
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the signed certificate cannot be read", e);
        }
        return chain;
    }
}
