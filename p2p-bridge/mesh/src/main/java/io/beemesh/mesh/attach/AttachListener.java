package io.beemesh.mesh.attach;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.Resources;

/**
 * What a provider hears from its hosts.
 *
 * <p>A provider that said to a host that it stands by hears of it all but reports, events and completion. For one
 * host all calls come one after another, begin with {@link #attached} and end with {@link #detached}; a host that
 * attaches anew is detached first. Different hosts call at once, each on a virtual thread of its own. A call that
 * blocks slows that one host down; its beats are not heard meanwhile.
 */
public interface AttachListener {
    /** A host is there, and takes pod and stream streams. */
    void attached(AttachedHost host);

    /** What a host has or has left, anew. */
    void resources(PeerId host, Resources resources);

    /** A pod's status, or that it is gone. To be answered by {@link AttachService#ack} once it is not needed again. */
    void report(PeerId host, PodReport report);

    /** Something happened to a pod. */
    void event(PeerId host, PodEvent event);

    /** Every pod of the host was reported since it attached; never told to a provider that stands by. */
    void complete(PeerId host);

    /** The host is no longer attached; {@code reason} is a sentence for a log. */
    void detached(PeerId host, String reason);
}
