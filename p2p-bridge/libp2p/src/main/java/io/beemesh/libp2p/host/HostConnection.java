package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.multistream.Multistream;
import io.beemesh.libp2p.muxer.yamux.YamuxSession;
import io.beemesh.libp2p.muxer.yamux.YamuxStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection that passed its handshake and the gate. */
final class HostConnection implements Connection {
    /** How long a closed connection may take to send what it still has. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Facts facts;
    private final YamuxSession session;
    private final HostContext host;
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    HostConnection(Facts facts, YamuxSession session, HostContext host) {
        this.facts = facts;
        this.session = session;
        this.host = host;
    }

    @Override
    public PeerId remote() {
        return facts.remote;
    }

    @Override
    public Multiaddr remoteAddress() {
        return facts.address;
    }

    @Override
    public boolean inbound() {
        return facts.inbound;
    }

    @Override
    public Instant openedAt() {
        return facts.openedAt;
    }

    @Override
    public Stream open(Protocol... inOrderOfPreference) throws IOException, InterruptedException {
        if (inOrderOfPreference.length == 0) {
            throw new IllegalArgumentException("open: no protocol is named (expected: at least one)");
        }
        YamuxStream stream = session.open();
        boolean opened = false;
        try {
            Stream agreed = agree(stream, List.of(inOrderOfPreference));
            opened = true;
            return agreed;
        } finally {
            if (!opened) {
                stream.reset(0);
            }
        }
    }

    private Stream agree(YamuxStream stream, List<Protocol> wanted) throws IOException {
        if (wanted.size() == 1) {
            Multistream.propose(stream.out(), wanted.getFirst().id());
            return new HostStream(this, wanted.getFirst(), stream, false);
        }
        stream.deadline(host.limits().upgrade());
        List<String> ids = wanted.stream().map(Protocol::id).toList();
        Optional<String> agreed = Multistream.select(stream.in(), stream.out(), ids);
        stream.deadline(Duration.ZERO);
        return agreed.map(id -> new HostStream(this, new Protocol(id), stream, true))
                .orElseThrow(() -> new NoSuchProtocolException(remote() + " speaks none of " + ids));
    }

    /** Serves a stream that the peer opened, on the calling thread. */
    void serve(YamuxStream stream) {
        boolean served = false;
        try {
            stream.deadline(host.limits().upgrade());
            served = serveAgreed(stream);
        } catch (IOException e) {
            // The peer broke off or spoke something else: the reset below is all the answer there is.
            served = false;
        } finally {
            if (!served) {
                stream.reset(0);
            }
        }
    }

    private boolean serveAgreed(YamuxStream stream) throws IOException {
        Optional<String> agreed = Multistream.answer(stream.in(), stream.out(), this::serves);
        if (agreed.isEmpty()) {
            stream.close();
            return true;
        }
        Optional<ServedProtocols.Served> found = host.protocols().find(agreed.get());
        if (found.isEmpty() || !found.get().enter(remote())) {
            return false;
        }
        try {
            stream.deadline(Duration.ZERO);
            return handled(found.get(), new HostStream(this, found.get().protocol(), stream, true));
        } finally {
            found.get().leave(remote());
        }
    }

    private static boolean handled(ServedProtocols.Served served, Stream stream) {
        try {
            served.handler().handle(stream);
            stream.close();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            // The thread's top: a handler that threw has its stream reset, as its contract says.
            return false;
        }
    }

    private boolean serves(String id) {
        Optional<ServedProtocols.Served> found = host.protocols().find(id);
        return found.isPresent() && host.gate().stream(remote(), found.get().protocol());
    }

    @Override
    public CompletionStage<String> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void close() {
        session.close();
        host.timers().after(FAREWELL, () -> session.cut("the connection was closed by this side"));
    }

    /** Says that it has ended, once its host knows it no more. */
    void ended(String reason) {
        closed.complete(reason);
    }

    void cut(String reason) {
        session.cut(reason);
    }

    void tick() {
        session.tick();
    }

    @Override
    public String toString() {
        return (facts.inbound ? "connection from " : "connection to ") + facts.remote + " at " + facts.address;
    }

    /** What stays as it is. */
    record Facts(PeerId remote, Multiaddr address, boolean inbound, Instant openedAt) {}
}
