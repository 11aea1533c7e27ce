package io.beemesh.mesh.attach;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.wire.Welcome;
import java.util.function.Function;

/**
 * A provider's end of all attachments: it proves each host's membership, hears it, and misses it when it is silent.
 *
 * <p>Any thread; no call blocks, but that {@link #detach}, {@link #reattach} and {@link #close} wait for a listener
 * that is being told something.
 */
public interface AttachService extends AutoCloseable {
    /**
     * Serves attachments on a host.
     *
     * @param proof how hosts prove to be members
     * @param welcome what a host is told, asked for at each attachment: cluster, node, the provider's own record,
     *     beat interval, after how long without a word a host is lost, whether the provider stands by, and where the
     *     cluster's providers are
     * @param listener of all hosts
     */
    static AttachService serve(Host host, Proof proof, Function<Member, Welcome> welcome, AttachListener listener) {
        Attachments attachments = new Attachments(proof, welcome, listener);
        attachments.serveOn(host);
        return attachments;
    }

    /** Tells a host that all its reports up to a sequence are done with. Nothing happens if it is not attached. */
    void ack(PeerId host, long sequence);

    /** Ends a host's attachment; the listener is told {@code reason}. Nothing happens if it is not attached. */
    void detach(PeerId host, String reason);

    /**
     * Ends every attachment so that hosts attach anew at once, each over the same connection, on which its streams go
     * on, and are welcomed by what is so by then. The listener is told {@code reason} for each, then of those that come
     * again.
     */
    void reattach(String reason);

    /** Who is heard, and how much. */
    Heard heard();

    /** Ends the service and every attachment; the listener is told of each. Idempotent. */
    @Override
    void close();

    /**
     * What was heard.
     *
     * @param hosts that are attached
     * @param messages that all hosts have sent since the service began, beats among them: while this stands still, no
     *     host is heard
     */
    record Heard(long hosts, long messages) {
        /** Of a service that has not begun. */
        public static final Heard NOTHING = new Heard(0, 0);
    }

    /**
     * How hosts prove to be members.
     *
     * @param membership judges their records
     * @param gate is told whose record is valid
     */
    record Proof(Membership membership, MemberGate gate) {}
}
