package io.beemesh.provider.kubelet.portforward;

import io.beemesh.mesh.session.port.ForwardOutcome;
import java.io.IOException;

/** The pod whose ports are forwarded. Any thread. */
public interface ForwardedPod {

    /** What an error calls it. */
    String name();

    /** Its UID. */
    String uid();

    /**
     * Connects to a port of its loopback addresses, or says why not.
     *
     * @throws IOException if its host cannot be reached
     */
    ForwardOutcome connect(int port) throws IOException;
}
