package io.beemesh.provider.kube;

import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.WriteFence;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has certificates of a node signed by the cluster.
 *
 * <p>Requests are made in the node's name: the signers and the NodeRestriction admission then see to it that nobody
 * gets a certificate of another node.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/">signers</a>
 */
public final class Certificates {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final KubernetesClient client;
    private final Policy policy;

    /**
     * How requests are made.
     *
     * @param node the node's name
     * @param impersonate whether to ask in the node's name; not needed by a client that is the node
     * @param approve whether to approve the request if that is allowed, rather than wait for somebody to do so
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
     * @param pkcs10 the request, DER; its subject is the node
     * @return the certificate and those above it, its own first
     * @throws IOException if it is refused, denied or not signed in time
     * @throws InterruptedException if the waiting is interrupted
     */
    public List<X509Certificate> sign(CertificateKind kind, byte[] pkcs10) throws IOException, InterruptedException {
        try {
            String name = create(kind, pkcs10).getMetadata().getName();
            if (policy.approve()) {
                approve(name);
            }
            CertificateSigningRequest done = resource(name)
                    .waitUntilCondition(Certificates::decided, policy.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return issued(done);
        } catch (KubernetesClientTimeoutException e) {
            throw new IOException(
                    "no certificate of " + kind.signer() + " within " + policy.timeout()
                            + "; approve the request: kubectl get csr, kubectl certificate approve NAME",
                    e);
        } catch (KubernetesClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while a certificate was awaited");
            }
            throw new IOException("certificate of " + kind.signer() + " not to be had: " + e.getMessage(), e);
        }
    }

    /** Whoever may not approve waits for the controller that approves what a node asks for itself, or a person. */
    private void approve(String name) {
        Answer<CertificateSigningRequest> answer =
                Answer.of(() -> resource(name).approve(approval()));
        if (answer instanceof Answer.Failed<CertificateSigningRequest>(String reason, boolean retryable)) {
            log.atDebug()
                    .addKeyValue("request", name)
                    .addKeyValue("error", reason)
                    .log("request not approved by us");
        }
    }

    private CertificateSigningRequestResource<CertificateSigningRequest> resource(String name) {
        return client.certificates().v1().certificateSigningRequests().withName(name);
    }

    private CertificateSigningRequest create(CertificateKind kind, byte[] pkcs10) {
        String pem = "-----BEGIN CERTIFICATE REQUEST-----\n" + LINES.encodeToString(pkcs10)
                + "\n-----END CERTIFICATE REQUEST-----\n";
        CertificateSigningRequest request = new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withGenerateName("csr-beemesh-")
                .endMetadata()
                .withNewSpec()
                .withSignerName(kind.signer())
                .withRequest(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .withUsages(kind.usages())
                .endSpec()
                .build();
        if (!policy.impersonate()) {
            return client.resource(request).create();
        }
        try (KubernetesClient node = KubeClients.impersonate(client, policy.node(), WriteFence.NONE)) {
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
