package io.beemesh.raft.rpc;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;

/**
 * The members that this side calls: for each a stream for what is urgent, which no group's entries hold up, one for
 * snapshots, whose pace is bounded, and one for everything else. As many as were ever members of a group with this one;
 * what ended is a few hundred bytes.
 *
 * <p>Safe for use by any thread.
 */
final class Peers implements AutoCloseable {
    private final RaftNetwork network;
    private final Supplier<Pace> snapshotPace;
    private final Map<RaftPeerId, Peer> peers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Peers(RaftNetwork network, Supplier<Pace> snapshotPace) {
        this.network = network;
        this.snapshotPace = snapshotPace;
    }

    /**
     * Calls a member; its answer. It fails exceptionally, never by throwing.
     *
     * @param limit how long the answer may take; connecting is bounded by the host
     */
    <T> CompletableFuture<T> call(RaftPeerId to, Request request, Parser<T> answer, Duration limit) {
        try {
            return lane(to, request.kind())
                    .calls()
                    .call(request.kind(), request.message().toByteArray(), limit)
                    .thenApply(body -> parse(answer, body));
        } catch (IOException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Lane lane(RaftPeerId to, Kind kind) {
        Peer peer = peers.computeIfAbsent(to, this::peer);
        if (closed) {
            peer.close();
        }
        return kind.urgent() ? peer.urgent : kind == Kind.SNAPSHOT ? peer.snapshots : peer.others;
    }

    private Peer peer(RaftPeerId to) {
        PeerId id = PeerId.parse(to.toString());
        return new Peer(
                new Lane(network, id, Pace::unbounded),
                new Lane(network, id, snapshotPace),
                new Lane(network, id, Pace::unbounded));
    }

    private static <T> T parse(Parser<T> parser, byte[] body) {
        try {
            return parser.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new CompletionException(e);
        }
    }

    /** Cuts all streams for good. Never waits. */
    @Override
    public void close() {
        closed = true;
        peers.values().forEach(Peer::close);
    }

    /** What is asked. */
    record Request(Kind kind, MessageLite message) {}

    /** The streams to one member. */
    private record Peer(Lane urgent, Lane snapshots, Lane others) {
        void close() {
            urgent.close();
            snapshots.close();
            others.close();
        }
    }
}
