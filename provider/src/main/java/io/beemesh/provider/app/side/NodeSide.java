package io.beemesh.provider.app.side;

import io.beemesh.provider.app.bridge.SecretCertificates;
import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.certificate.CertificateKeeper;
import io.beemesh.provider.certificate.CertificateSubject;
import io.beemesh.provider.kube.CertificateKind;
import io.beemesh.provider.kube.Certificates;
import io.beemesh.provider.kube.client.NodeAccess;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.kube.pod.ApiPodSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * What a provider has of a node whether it leads or not: the node's identity towards the API server, and its pods.
 *
 * @param name of the node
 * @param access to the API server as the node
 * @param client the node's client certificate
 * @param pods of the node
 */
public record NodeSide(String name, NodeAccess access, CertificateKeeper client, ApiPodSource pods)
        implements AutoCloseable {
    // As long as the kubelet waits: a request that a person is asked to approve must not be of the past by then.
    private static final Duration CERTIFICATE_WAIT = Duration.ofMinutes(15);

    /** Starts to act as the node: in its name at first, by its certificate once there is one. */
    public static NodeSide open(String name, ClusterSide cluster, Settings settings, WriteFence fence) {
        boolean impersonate = settings.plain().kubelet().csrImpersonate();
        NodeAccess access = impersonate
                ? NodeAccess.impersonating(cluster.client(), name, fence)
                : NodeAccess.of(cluster.client(), name, fence);
        CertificateKeeper client = keeper(CertificateKind.CLIENT, CertificateSubject.client(name), cluster, settings);
        client.follow(access::use);
        return new NodeSide(name, access, client, ApiPodSource.start(access, name));
    }

    private static CertificateKeeper keeper(
            CertificateKind kind, CertificateSubject subject, ClusterSide cluster, Settings settings) {
        return CertificateKeeper.start(subject, ports(kind, subject, cluster, settings));
    }

    /** How a certificate of a node is had and kept. */
    public static CertificateKeeper.Ports ports(
            CertificateKind kind, CertificateSubject subject, ClusterSide cluster, Settings settings) {
        var kubelet = settings.plain().kubelet();
        Certificates certificates = new Certificates(
                cluster.client(),
                new Certificates.Policy(
                        subject.nodeName(), kubelet.csrImpersonate(), kubelet.csrApprove(), CERTIFICATE_WAIT));
        String secret = settings.replica().own(secret(kind, subject.nodeName()));
        return new CertificateKeeper.Ports(
                (request, waiting) -> certificates.sign(kind, request, waiting),
                new SecretCertificates(cluster.secrets(), secret),
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static String secret(CertificateKind kind, String node) {
        return switch (kind) {
            case SERVING -> node + "-kubelet-serving";
            case CLIENT -> node + "-kubelet-client";
        };
    }

    @Override
    public void close() {
        pods.close();
        client.close();
        access.close();
    }
}
