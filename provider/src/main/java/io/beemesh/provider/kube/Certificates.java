package io.beemesh.provider.kube;

import io.beemesh.provider.certificate.CertificateSigner;
import io.beemesh.provider.certificate.CertificateSigner.Outcome;
import io.beemesh.provider.certificate.CertificateTrouble;
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
import java.util.function.Consumer;
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
    // After which an approval that failed is tried again.
    private static final Duration ROUND = Duration.ofSeconds(15);
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
     * @param waiting told once the request is made, for it may take a person to approve it
     * @throws IOException if the request cannot be made, or what was signed cannot be read
     * @throws InterruptedException if the waiting is interrupted
     */
    public Outcome sign(CertificateKind kind, byte[] pkcs10, Consumer<CertificateTrouble> waiting)
            throws IOException, InterruptedException {
        try {
            String name = create(kind, pkcs10).getMetadata().getName();
            CertificateTrouble trouble = new CertificateTrouble(
                    CertificateTrouble.Kind.WAITING,
                    "certificate request " + name + " of " + kind.signer()
                            + " is not approved; approve it: kubectl certificate approve " + name);
            waiting.accept(trouble);
            Optional<CertificateSigningRequest> decided = await(name);
            return decided.isPresent() ? outcome(decided.get()) : new CertificateSigner.Refused(trouble);
        } catch (KubernetesClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while a certificate was awaited");
            }
            throw new IOException("certificate of " + kind.signer() + " not to be had: " + e.getMessage(), e);
        }
    }

    /** Waits for a decision and approves meanwhile, again if the API server did not take it; empty if there is none. */
    private Optional<CertificateSigningRequest> await(String name) throws IOException {
        long rounds = Math.max(1, policy.timeout().dividedBy(ROUND));
        Duration round = policy.timeout().dividedBy(rounds);
        boolean approving = policy.approve();
        for (long i = 0; i < rounds; i++) {
            approving = approving && !approve(name);
            try {
                CertificateSigningRequest decided = resource(name)
                        .waitUntilCondition(Certificates::isDecided, round.toMillis(), TimeUnit.MILLISECONDS);
                if (decided == null) {
                    throw new IOException("certificate request " + name + " was deleted before it was signed");
                }
                return Optional.of(decided);
            } catch (KubernetesClientTimeoutException e) {
                log.atTrace().addKeyValue("request", name).log("request is not decided yet");
            }
        }
        return Optional.empty();
    }

    /**
     * Whoever may not approve waits for the controller that approves what a node asks for itself, or a person. False if
     * it is worth another attempt.
     */
    private boolean approve(String name) {
        Answer<CertificateSigningRequest> answer =
                Answer.of(() -> resource(name).approve(approval()));
        if (answer instanceof Answer.Failed<CertificateSigningRequest>(String reason, boolean retryable)) {
            log.atDebug()
                    .addKeyValue("request", name)
                    .addKeyValue("error", reason)
                    .log("request not approved by us");
            return !retryable;
        }
        return true;
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

    private static boolean isDecided(@Nullable CertificateSigningRequest request) {
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

    private static Outcome outcome(CertificateSigningRequest request) throws IOException {
        Optional<CertificateSigningRequestCondition> refusal = refusal(request);
        return refusal.isPresent()
                ? new CertificateSigner.Refused(denied(request, refusal.get()))
                : new CertificateSigner.Signed(chain(request));
    }

    private static CertificateTrouble denied(
            CertificateSigningRequest request, CertificateSigningRequestCondition refusal) {
        String why = refusal.getMessage() == null ? refusal.getReason() : refusal.getMessage();
        return new CertificateTrouble(
                CertificateTrouble.Kind.DENIED,
                "certificate request " + request.getMetadata().getName() + " of "
                        + request.getSpec().getSignerName() + " is " + refusal.getType() + ": " + why
                        + "; another one is made within 5 min, approve that:"
                        + " kubectl get csr, kubectl certificate approve NAME");
    }

    private static List<X509Certificate> chain(CertificateSigningRequest request) throws IOException {
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
