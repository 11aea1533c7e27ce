package io.beemesh.provider.kubelet;

import io.beemesh.provider.certificate.CertificateSubject;
import io.beemesh.provider.kubelet.http.HttpServerConfig;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What the kubelet API is of and where.
 *
 * @param subject the node's name and addresses, as its status has them
 * @param http where it listens and what it bears
 * @param limits how long exec, attach and port-forward are borne with
 */
public record KubeletConfig(CertificateSubject subject, HttpServerConfig http, CommandLimits limits) {

    /** The kubelet's own limits, for a node with one address. */
    public static KubeletConfig of(String nodeName, InetAddress nodeAddress, InetSocketAddress listen) {
        return new KubeletConfig(
                CertificateSubject.server(nodeName, nodeAddress), HttpServerConfig.on(listen), CommandLimits.KUBELET);
    }
}
