package io.beemesh.raft.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.raft.wire.Faults;
import io.beemesh.raft.wire.Frame;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ratis.proto.RaftProtos.ClientMessageEntryProto;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are answered when the test says so. */
@Timeout(20)
class ServedTest {
    private static final int TOO_MANY = 30;

    private final MemoryNetwork memory = new MemoryNetwork();
    private final List<CompletableFuture<MessageLite>> atWork = new CopyOnWriteArrayList<>();
    private final List<PeerId> ended = new CopyOnWriteArrayList<>();
    private final Served served = new Served(this::listensTo, this::answer, ended::add);
    private Host server;
    private Host client;
    private volatile boolean listens = true;

    @BeforeEach
    void start() throws IOException {
        server = HostBuilder.of(KeyPair.generate())
                .transport(memory)
                .listen(Multiaddr.parse("/memory/0"))
                .start();
        server.serve(RaftNetwork.PROTOCOL, new Limits.Streams(8, 8), served::serve);
        client = HostBuilder.of(KeyPair.generate()).transport(memory).start();
    }

    @AfterEach
    void close() {
        served.close();
        client.close();
        server.close();
    }

    private boolean listensTo(PeerId peer) {
        return listens && peer.equals(client.id());
    }

    private CompletableFuture<MessageLite> answer(PeerId from, Frame call) {
        CompletableFuture<MessageLite> answer = new CompletableFuture<>();
        atWork.add(answer);
        return answer;
    }

    private FrameStream open() throws Exception {
        RaftNetwork network =
                new RaftNetwork(client, id -> List.of(server.addresses().getFirst()));
        return new FrameStream(network.open(server.id()), Pace.unbounded());
    }

    private static void ask(FrameStream stream, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            stream.send(new Frame(Kind.READ_INDEX, i, new byte[0]));
        }
    }

    private static MessageLite message(int bytes) {
        return ClientMessageEntryProto.newBuilder()
                .setContent(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static void isBusy(Frame answer) {
        assertThat(answer.kind()).isEqualTo(Kind.FAULT);
        assertThat(Faults.decode(answer.body())).isExactlyInstanceOf(ResourceUnavailableException.class);
    }

    @Test
    void moreCallsThanMayBeAtWorkFailAtOnce() throws Exception {
        try (FrameStream stream = open()) {
            ask(stream, Served.AT_WORK_MAX + TOO_MANY);
            for (int i = 0; i < TOO_MANY; i++) {
                Frame answer = stream.read();
                assertThat(answer.call()).isEqualTo(Served.AT_WORK_MAX + i);
                isBusy(answer);
            }

            atWork.forEach(answer -> answer.complete(message(1)));
            for (int i = 0; i < Served.AT_WORK_MAX; i++) {
                assertThat(stream.read().kind()).isEqualTo(Kind.ANSWER);
            }
        }
    }

    @Test
    void anAnswerThatIsTooLongIsToldOf() throws Exception {
        try (FrameStream stream = open()) {
            ask(stream, Served.AT_WORK_MAX + 1);
            isBusy(stream.read());
            atWork.getFirst().complete(message(Frame.BODY_BYTES_MAX));

            Frame answer = stream.read();
            assertThat(answer.kind()).isEqualTo(Kind.FAULT);
            assertThat(Faults.decode(answer.body())).hasMessageContaining("expected: at most 4194304");
        }
    }

    @Test
    void aPeerThatIsNotListenedToFindsTheEnd() throws Exception {
        listens = false;
        try (FrameStream stream = open()) {
            ask(stream, 1);
            assertThat(ended(stream)).isTrue();
        }
        assertThat(atWork).isEmpty();
    }

    @Test
    void whatIsOpenEndsWithTheServer() throws Exception {
        try (FrameStream stream = open()) {
            ask(stream, Served.AT_WORK_MAX + 1);
            isBusy(stream.read());

            served.close();

            assertThat(ended(stream)).isTrue();
        }
    }

    private static boolean ended(FrameStream stream) {
        try {
            return stream.read() == null;
        } catch (IOException e) {
            return true;
        }
    }
}
