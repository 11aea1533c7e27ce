package io.beemesh.provider.kubelet.remotecommand;

import java.util.Arrays;
import java.util.List;

/** The versions of the remote command protocol over SPDY. */
enum SpdyProtocol {
    V4("v4.channel.k8s.io", true, true),
    V3("v3.channel.k8s.io", true, false),
    V2("v2.channel.k8s.io", false, false),
    V1("channel.k8s.io", false, false);

    private final String protocolName;
    private final boolean resizes;
    private final boolean jsonStatus;

    SpdyProtocol(String protocolName, boolean resizes, boolean jsonStatus) {
        this.protocolName = protocolName;
        this.resizes = resizes;
        this.jsonStatus = jsonStatus;
    }

    String protocolName() {
        return protocolName;
    }

    boolean resizes() {
        return resizes;
    }

    boolean jsonStatus() {
        return jsonStatus;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(SpdyProtocol::protocolName).toList();
    }

    /** The one of that name, which is one of {@link #names()}. */
    static SpdyProtocol named(String name) {
        return Arrays.stream(values())
                .filter(known -> known.protocolName.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("protocol " + name + " (expected: of " + names() + ")"));
    }
}
