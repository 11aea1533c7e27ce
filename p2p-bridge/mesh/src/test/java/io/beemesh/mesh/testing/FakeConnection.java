package io.beemesh.mesh.testing;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** One end of a connection in memory; its other end is closed with it. */
public final class FakeConnection implements Connection {
    private final FakeHost self;
    private final FakeHost other;
    private final boolean inbound;
    private final Instant openedAt;
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private FakeConnection peer;

    private FakeConnection(FakeHost self, FakeHost other, boolean inbound) {
        this.self = self;
        this.other = other;
        this.inbound = inbound;
        this.openedAt = self.clock().instant();
        this.peer = this;
    }

    /** Both ends of a new connection: the dialer's. */
    static FakeConnection between(FakeHost dialer, FakeHost listener) {
        FakeConnection outbound = new FakeConnection(dialer, listener, false);
        outbound.peer = new FakeConnection(listener, dialer, true);
        outbound.peer.peer = outbound;
        return outbound;
    }

    FakeConnection otherEnd() {
        return peer;
    }

    @Override
    public PeerId remote() {
        return other.id();
    }

    @Override
    public Multiaddr remoteAddress() {
        return Multiaddr.parse("/memory/1");
    }

    @Override
    public boolean inbound() {
        return inbound;
    }

    @Override
    public Instant openedAt() {
        return openedAt;
    }

    @Override
    public Stream open(Protocol... inOrderOfPreference) throws IOException {
        if (!isOpen()) {
            throw new IOException("the connection to " + remote() + " is closed");
        }
        for (Protocol protocol : inOrderOfPreference) {
            if (other.speaks(self.id(), protocol)) {
                Pipe there = new Pipe(other.windowBytes());
                Pipe back = new Pipe(self.windowBytes());
                FakeStream inner = new FakeStream(peer, protocol, there, back);
                FakeStream outer = new FakeStream(this, protocol, back, there);
                streams.add(outer);
                peer.streams.add(inner);
                other.handle(protocol, inner);
                return outer;
            }
        }
        throw new NoSuchProtocolException(remote() + " speaks none of " + List.of(inOrderOfPreference));
    }

    @Override
    public CompletionStage<String> closed() {
        return closed;
    }

    @Override
    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        end("closed by " + self.id());
        peer.end("closed by " + self.id());
    }

    private void end(String reason) {
        if (closed.complete(reason)) {
            streams.forEach(stream -> stream.reset(0));
            self.disconnected(this, reason);
        }
    }
}
