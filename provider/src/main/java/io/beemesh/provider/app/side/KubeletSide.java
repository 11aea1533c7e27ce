package io.beemesh.provider.app.side;

import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.certificate.CertificateKeeper;
import io.beemesh.provider.kube.ApiReviews;
import io.beemesh.provider.kube.CertificateKind;
import io.beemesh.provider.kube.ClientAuthorities;
import io.beemesh.provider.kubelet.KubeletConfig;
import io.beemesh.provider.kubelet.KubeletServer;
import io.beemesh.provider.node.NodeSettings;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet API, which every provider serves whether it leads or not.
 *
 * @param server that listens
 */
public record KubeletSide(KubeletServer server) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KubeletSide.class);

    /** Listens and serves. */
    public static KubeletSide open(
            Settings settings, ClusterSide cluster, NodeSettings node, NodeSide side, KubeletServer.Backend backend)
            throws IOException {
        KubeletConfig config = KubeletConfig.of(node.name(), node.address(), settings.kubeletListen());
        CertificateKeeper.Ports serving = NodeSide.ports(CertificateKind.SERVING, config.subject(), cluster, settings);
        KubeletServer.Trust trust = new KubeletServer.Trust(
                new ApiReviews(side.access()),
                listener -> ClientAuthorities.follow(cluster.client(), listener)::close,
                serving.signer(),
                serving.store());
        KubeletServer server = ListenFailure.naming(
                "kubelet API",
                "beemesh.kubelet.port",
                () -> KubeletServer.start(
                        config, backend, trust, new KubeletServer.Time(Clock.systemUTC(), System::nanoTime)));
        log.atInfo().addKeyValue("address", server.address()).log("kubelet api is served");
        return new KubeletSide(server);
    }

    @Override
    public void close() {
        server.close();
    }
}
