package io.beemesh.provider.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.CertUtils;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS of a client of the API server whose certificate makes it a node. */
public final class NodeTls {
    private static final Logger log = LoggerFactory.getLogger(NodeTls.class);

    private NodeTls() {}

    /**
     * TLS that shows the client's own certificate and trusts what the client trusts.
     *
     * @param node the name of the node that the certificate has to be of
     * @return empty if the client shows no certificate, or somebody else's
     */
    public static Optional<SSLContext> of(KubernetesClient client, String node) {
        Config config = client.getConfiguration();
        try (InputStream pem =
                CertUtils.getInputStreamFromDataOrFile(config.getClientCertData(), config.getClientCertFile())) {
            return pem != null && isOf(certificate(pem), node)
                    ? Optional.of(SSLUtils.sslContext(config))
                    : Optional.empty();
        } catch (GeneralSecurityException | IOException e) {
            log.atDebug().addKeyValue("error", e.toString()).log("client certificate not read");
            return Optional.empty();
        }
    }

    private static X509Certificate certificate(InputStream pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }

    /** Whether it is that of a node, as API servers read it. */
    static boolean isOf(X509Certificate certificate, String node) {
        List<String> parts =
                List.of(certificate.getSubjectX500Principal().getName().split("[,+]"));
        return parts.contains("O=system:nodes") && parts.contains("CN=system:node:" + node);
    }
}
