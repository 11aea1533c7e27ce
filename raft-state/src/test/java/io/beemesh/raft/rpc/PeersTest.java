package io.beemesh.raft.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.raft.wire.Frame;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls to a member that answers each with itself, but for those it is told to swallow. */
@Timeout(20)
class PeersTest {
    private static final TermIndexProto MESSAGE =
            TermIndexProto.newBuilder().setTerm(3).setIndex(4).build();

    private final MemoryNetwork memory = new MemoryNetwork();
    private final List<FrameStream> served = new CopyOnWriteArrayList<>();
    private Host callee;
    private Host caller;
    private RaftPeerId to;
    private Peers peers;
    private volatile boolean swallows;

    @BeforeEach
    void start() throws IOException {
        callee = HostBuilder.of(KeyPair.generate())
                .transport(memory)
                .listen(Multiaddr.parse("/memory/0"))
                .start();
        callee.serve(RaftNetwork.PROTOCOL, new Limits.Streams(8, 8), this::serve);
        caller = HostBuilder.of(KeyPair.generate()).transport(memory).start();
        to = RaftPeerId.valueOf(callee.id().toString());
        RaftNetwork network =
                new RaftNetwork(caller, id -> List.of(callee.addresses().getFirst()));
        peers = new Peers(network, Pace::unbounded);
    }

    @AfterEach
    void close() {
        peers.close();
        caller.close();
        callee.close();
    }

    private void serve(Stream stream) throws IOException {
        try (FrameStream frames = new FrameStream(stream, Pace.unbounded())) {
            served.add(frames);
            for (Frame call = frames.read(); call != null; call = frames.read()) {
                if (!swallows) {
                    frames.send(new Frame(Kind.ANSWER, call.call(), call.body()));
                }
            }
        }
    }

    private CompletableFuture<TermIndexProto> call(Kind kind, Duration limit) {
        return peers.call(to, new Peers.Request(kind, MESSAGE), TermIndexProto.parser(), limit);
    }

    private TermIndexProto answer(Kind kind) throws Exception {
        return call(kind, Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS);
    }

    @Test
    void urgentCallsEntriesAndSnapshotsHaveAStreamEach() throws Exception {
        for (Kind kind : List.of(Kind.VOTE, Kind.HEARTBEAT, Kind.START_ELECTION, Kind.READ_INDEX)) {
            assertThat(answer(kind)).isEqualTo(MESSAGE);
        }
        assertThat(served).hasSize(1);

        answer(Kind.APPEND);
        answer(Kind.REQUEST);
        answer(Kind.APPEND);
        assertThat(served).hasSize(2);

        answer(Kind.SNAPSHOT);
        answer(Kind.SNAPSHOT);
        answer(Kind.HEARTBEAT);
        assertThat(served).hasSize(3);
    }

    @Test
    void callsInFlightFailWithTheirStreamAndTheNextOpensAnother() throws Exception {
        answer(Kind.APPEND);
        swallows = true;
        CompletableFuture<TermIndexProto> lost = call(Kind.APPEND, Duration.ofSeconds(10));
        served.getFirst().close();

        assertThatThrownBy(() -> lost.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SocketException.class);
        swallows = false;
        assertThat(answer(Kind.APPEND)).isEqualTo(MESSAGE);
        assertThat(served).hasSize(2);
    }

    @Test
    void anAnswerThatDoesNotComeIsWaitedForNoLonger() {
        swallows = true;

        assertThatThrownBy(() -> call(Kind.VOTE, Duration.ofMillis(20)).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(TimeoutIOException.class)
                .hasMessageContaining("did not answer VOTE in time");
    }

    @Test
    void whatCannotBeReachedFailsAndDoesNotThrow() {
        callee.close();

        assertThat(call(Kind.VOTE, Duration.ofSeconds(1))).isCompletedExceptionally();
    }

    @Test
    void afterTheEndNobodyIsCalled() throws Exception {
        answer(Kind.VOTE);
        peers.close();

        assertThatThrownBy(() -> answer(Kind.VOTE)).hasRootCauseInstanceOf(SocketException.class);
        assertThatThrownBy(() -> answer(Kind.SNAPSHOT)).hasRootCauseInstanceOf(SocketException.class);
    }
}
