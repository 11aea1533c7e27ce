package io.beemesh.mesh.usage;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.UsageRequest;
import java.time.Duration;

/** A provider's end of the usage protocol. Any thread; calls block until the answer or a deadline. */
public interface UsageClient {
    /**
     * A client over a host's connections.
     *
     * @param deadline for one question, all in all
     */
    static UsageClient over(Host host, Duration deadline) {
        return new StreamUsageClient(host, deadline);
    }

    /** Asks an attached host what it and the pods of one cluster use. */
    UsageOutcome ask(PeerId host, UsageRequest request) throws InterruptedException;
}
