package io.beemesh.provider.kube;

import java.util.List;

/** The certificates of a node that a cluster signs. */
public enum CertificateKind {
    /** What the kubelet API shows. */
    SERVING("kubernetes.io/kubelet-serving", "server auth"),
    /** What the node shows to API servers. */
    CLIENT("kubernetes.io/kube-apiserver-client-kubelet", "client auth");

    private final String signer;
    private final String usage;

    CertificateKind(String signer, String usage) {
        this.signer = signer;
        this.usage = usage;
    }

    /** Who signs it. */
    public String signer() {
        return signer;
    }

    /** The usages that the signer insists on, for a key that cannot encipher. */
    List<String> usages() {
        return List.of("digital signature", usage);
    }
}
