package io.beemesh.libp2p.host;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.multistream.Multistream;
import io.beemesh.libp2p.muxer.yamux.YamuxSession;
import io.beemesh.libp2p.muxer.yamux.YamuxStream;
import io.beemesh.libp2p.security.ChannelStreams;
import io.beemesh.libp2p.security.HandshakeException;
import io.beemesh.libp2p.security.SecureChannel;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes connections of sockets: security, then the muxer, all within the limit of time. Safe for use by any thread. */
final class Upgrader {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final HostContext host;

    Upgrader(HostContext host) {
        this.host = host;
    }

    /** As the side that dialed. */
    Upgraded dial(RawConnection raw, PeerId expected) throws IOException {
        return bounded(raw, () -> {
            select(raw, host.security().id());
            SecureChannel channel = host.security().dial(raw, expected);
            return upgraded(raw, channel, muxerAsDialer(channel), false);
        });
    }

    /** As the side that listened. */
    Upgraded accept(RawConnection raw) throws IOException {
        return bounded(raw, () -> {
            if (Multistream.answer(raw.in(), raw.out(), host.security().id()::equals)
                    .isEmpty()) {
                throw new HandshakeException(
                        "the peer speaks no " + host.security().id());
            }
            SecureChannel channel = host.security().accept(raw);
            return upgraded(raw, channel, muxerAsListener(channel), true);
        });
    }

    private Upgraded bounded(RawConnection raw, Step step) throws IOException {
        Timers.Cancel bound = host.timers().after(host.limits().upgrade(), raw::close);
        boolean done = false;
        try {
            Upgraded upgraded = step.run();
            done = true;
            return upgraded;
        } catch (IllegalArgumentException e) {
            throw new HandshakeException("the peer sent what cannot be read: " + e.getMessage(), e);
        } finally {
            bound.close();
            if (!done) {
                raw.close();
            }
        }
    }

    private static void select(RawConnection raw, String id) throws IOException {
        if (Multistream.select(raw.in(), raw.out(), List.of(id)).isEmpty()) {
            throw new HandshakeException("the peer speaks no " + id);
        }
    }

    private static ByteBuffer muxerAsDialer(SecureChannel channel) throws IOException {
        if (channel.muxer().isPresent()) {
            return NOTHING;
        }
        ChannelStreams streams = new ChannelStreams(channel);
        if (Multistream.select(streams.in(), streams.out(), List.of(YamuxSession.ID))
                .isEmpty()) {
            throw new HandshakeException(channel.remote() + " speaks no " + YamuxSession.ID);
        }
        return streams.rest();
    }

    private static ByteBuffer muxerAsListener(SecureChannel channel) throws IOException {
        if (channel.muxer().isPresent()) {
            return NOTHING;
        }
        ChannelStreams streams = new ChannelStreams(channel);
        if (Multistream.answer(streams.in(), streams.out(), YamuxSession.ID::equals)
                .isEmpty()) {
            throw new HandshakeException(channel.remote() + " speaks no " + YamuxSession.ID);
        }
        return streams.rest();
    }

    private Upgraded upgraded(RawConnection raw, SecureChannel channel, ByteBuffer early, boolean inbound) {
        CompletableFuture<HostConnection> self = new CompletableFuture<>();
        YamuxSession session = new YamuxSession(channel, host.yamux(), !inbound, stream -> serve(self.join(), stream));
        Multiaddr address = raw.remote().withPeer(channel.remote());
        HostConnection.Facts facts = new HostConnection.Facts(
                channel.remote(), address, inbound, host.clock().instant());
        HostConnection connection = new HostConnection(facts, session, host);
        self.complete(connection);
        return new Upgraded(connection, session, early);
    }

    private static void serve(HostConnection connection, YamuxStream stream) {
        Thread.ofVirtual().name("libp2p-serve-" + connection.remote()).start(() -> connection.serve(stream));
    }

    /** One side's way through the upgrade. */
    @FunctionalInterface
    private interface Step {
        Upgraded run() throws IOException;
    }

    /** A connection that has not begun to read; {@code early} was received already. */
    record Upgraded(HostConnection connection, YamuxSession session, ByteBuffer early) {
        void start() {
            session.start(early);
        }
    }
}
