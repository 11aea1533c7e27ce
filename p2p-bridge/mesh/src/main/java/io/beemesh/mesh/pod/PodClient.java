package io.beemesh.mesh.pod;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.time.Duration;

/** A provider's end of the pod protocol. Any thread; calls block until the answer or a deadline. */
public interface PodClient {
    /**
     * A client over a host's connections.
     *
     * @param deadline for one request, all in all
     */
    static PodClient over(Host host, Duration deadline) {
        return new StreamPodClient(host, deadline);
    }

    /**
     * Asks an attached host to run a pod, or to take on a newer revision of it. Idempotent by cluster, uid and
     * revision. A pod that is longer than the protocol allows is refused for good.
     */
    RunOutcome run(PeerId host, RunPod pod) throws InterruptedException;

    /** Tells an attached host to stop a pod; that it is gone is reported later. Idempotent. */
    NoteOutcome stop(PeerId host, StopPod pod) throws InterruptedException;

    /** Tells an attached host all that it should run for a cluster; it stops what is not named. Idempotent. */
    NoteOutcome desired(PeerId host, DesiredPods pods) throws InterruptedException;

    /** Has an attached host remove a volume's data; noted when nothing is left of them. Idempotent. */
    NoteOutcome erase(PeerId host, EraseVolume volume) throws InterruptedException;

    /** Tells an attached host who the members of a group are to be, and learns how the group is doing. Idempotent. */
    GroupOutcome group(PeerId host, StateGroup group) throws InterruptedException;
}
