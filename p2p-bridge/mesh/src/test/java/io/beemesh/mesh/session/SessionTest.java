package io.beemesh.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.FakeProcess;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.AttachRequest;
import io.beemesh.mesh.wire.Chunk;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.Exit;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionTest {
    private static final StreamRequest LOGS = StreamRequest.newBuilder()
            .setContainer("web")
            .setLogs(LogsRequest.newBuilder().setFollow(true))
            .build();
    private static final StreamRequest EXEC = StreamRequest.newBuilder()
            .setContainer("web")
            .setExec(ExecRequest.newBuilder().addCommand("sh").setStdin(true).setStdout(true))
            .build();

    private final TestMesh mesh = new TestMesh();
    private final FakeHost edge = new FakeHost(TestMesh.key(3), Gate.open(), mesh.clock);
    private final SessionClient client = SessionClient.over(mesh.provider, Duration.ofSeconds(20));
    private LogsOutcome logs = new LogsOutcome.Refused(StreamOpening.Result.NOT_FOUND, "no such container");
    private ExecOutcome exec = new ExecOutcome.Refused(StreamOpening.Result.NOT_RUNNING, "container has exited");

    @BeforeEach
    void serve() throws Exception {
        edge.dial(mesh.provider);
        new SessionService(
                        new SessionHandler() {
                            @Override
                            public Optional<String> refusal(PeerId provider, String clusterId) {
                                return Optional.empty();
                            }

                            @Override
                            public LogsOutcome logs(StreamRequest request) {
                                return logs;
                            }

                            @Override
                            public ExecOutcome exec(StreamRequest request) throws IOException {
                                if (request.hasAttach()) {
                                    throw new IOException("podman is gone");
                                }
                                return exec;
                            }

                            @Override
                            public ForwardOutcome forward(StreamRequest request) {
                                throw new IllegalStateException("see ForwardTest");
                            }
                        },
                        Duration.ofMillis(50))
                .serveOn(edge);
    }

    @AfterEach
    void close() {
        edge.close();
    }

    /** A log that counts what is read of it and says when it is closed. */
    private static final class EndlessLog extends InputStream {
        private final AtomicLong given = new AtomicLong();
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() {
            return read(new byte[1], 0, 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (closed.getCount() == 0) {
                return -1;
            }
            Arrays.fill(buffer, offset, offset + length, (byte) 'x');
            given.addAndGet(length);
            return length;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static final class Collected implements OutputSink {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();

        @Override
        public void stdout(byte[] buffer, int offset, int length) {
            out.write(buffer, offset, length);
        }

        @Override
        public void stderr(byte[] buffer, int offset, int length) {
            err.write(buffer, offset, length);
        }
    }

    @Test
    void readsALogToItsEnd() throws Exception {
        byte[] log = "one\ntwo\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        logs = new LogsOutcome.Opened(new ByteArrayInputStream(log));

        try (InputStream in = opened(client.logs(edge.id(), LOGS))) {
            assertThat(in.readAllBytes()).isEqualTo(log);
        }
    }

    @Test
    void passesRefusalsAndFailuresOn() throws Exception {
        assertThat(client.logs(edge.id(), LOGS)).isEqualTo(logs);
        assertThat(client.exec(edge.id(), EXEC)).isEqualTo(exec);
        StreamRequest attach =
                EXEC.toBuilder().setAttach(AttachRequest.getDefaultInstance()).build();
        assertThat(client.exec(edge.id(), attach))
                .isEqualTo(new ExecOutcome.Refused(StreamOpening.Result.FAILED, "podman is gone"));
    }

    @Test
    void failsWhenTheHostIsNotThere() {
        assertThatThrownBy(() -> client.logs(TestMesh.key(9).peerId(), LOGS)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.logs(edge.id(), EXEC)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsNoMoreOfALogThanItsFollowerTakesAndClosesItWithTheFollower() throws Exception {
        EndlessLog log = new EndlessLog();
        logs = new LogsOutcome.Opened(log);

        InputStream in = opened(client.logs(edge.id(), LOGS));
        in.skipNBytes(1 << 20);
        in.close();

        assertThat(log.closed.await(20, TimeUnit.SECONDS)).isTrue();
        // What was taken, the fake's window, and one buffer under way.
        assertThat(log.given.get()).isLessThan((1 << 20) + 256 * 1024 + 2 * 32 * 1024 + 256);
    }

    @Test
    void runsAProcessWithInputOutputErrorsSizesAndAnExitCode() throws Exception {
        FakeProcess process = new FakeProcess((self, out) -> {
            byte[] input = self.input().readAllBytes();
            out.stdout(input, 0, input.length);
            out.stderr("oops".getBytes(StandardCharsets.US_ASCII), 0, 4);
            return new ExecEnd.Exited(3);
        });
        exec = new ExecOutcome.Opened(process);
        Collected collected = new Collected();

        try (ExecSession session = opened(client.exec(edge.id(), EXEC))) {
            session.resize(new TerminalSize(80, 25));
            session.stdin().write("hello".getBytes(StandardCharsets.US_ASCII));
            session.stdin().close();
            assertThat(session.pump(collected)).isEqualTo(new ExecEnd.Exited(3));
        }

        assertThat(collected.out.toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(collected.err.toString(StandardCharsets.US_ASCII)).isEqualTo("oops");
        assertThat(process.sizes()).containsExactly(new TerminalSize(80, 25));
        assertThat(process.closed().await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysWhyAProcessCouldNotBeRun() throws Exception {
        exec = new ExecOutcome.Opened(new FakeProcess((self, out) -> new ExecEnd.Failed("exec: \"x\": not found")));

        try (ExecSession session = opened(client.exec(edge.id(), EXEC))) {
            assertThat(session.pump(new Collected())).isEqualTo(new ExecEnd.Failed("exec: \"x\": not found"));
        }
    }

    @Test
    void carriesMebibytesBothWaysAtOnceWithoutADeadlock() throws Exception {
        byte[] data = new byte[8 << 20];
        Arrays.fill(data, (byte) 'z');
        exec = new ExecOutcome.Opened(new FakeProcess((self, out) -> {
            InputStream in = self.input();
            byte[] buffer = new byte[100_000];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.stdout(buffer, 0, count);
            }
            return new ExecEnd.Exited(0);
        }));
        Collected collected = new Collected();

        try (ExecSession session = opened(client.exec(edge.id(), EXEC));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?> writing = CompletableFuture.runAsync(() -> writeAll(session, data), threads);
            assertThat(session.pump(collected)).isEqualTo(new ExecEnd.Exited(0));
            writing.get(20, TimeUnit.SECONDS);
        }

        assertThat(collected.out.toByteArray()).isEqualTo(data);
    }

    @Test
    void givesTheOutputOfAProcessThatReadsNoInput() throws Exception {
        exec = new ExecOutcome.Opened(new FakeProcess((self, out) -> {
            byte[] line = "line\n".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 1_000; i++) {
                out.stdout(line, 0, line.length);
            }
            return new ExecEnd.Exited(0);
        }));
        Collected collected = new Collected();

        try (ExecSession session = opened(client.exec(edge.id(), EXEC));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?> writing =
                    CompletableFuture.runAsync(() -> writeAll(session, new byte[4 << 20]), threads);
            assertThat(session.pump(collected)).isEqualTo(new ExecEnd.Exited(0));
            assertThat(writing).failsWithin(Duration.ofSeconds(20));
        }

        assertThat(collected.out.size()).isEqualTo(5_000);
    }

    @Test
    void hangsUpOnASilentProcessWhenTheProviderCloses() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        FakeProcess process = new FakeProcess((self, out) -> {
            awaitUninterrupted(self.closed());
            ended.countDown();
            throw new IOException("hung up");
        });
        exec = new ExecOutcome.Opened(process);

        opened(client.exec(edge.id(), EXEC)).close();

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void hangsUpOnAProcessThatIsSilentAndReadsNoInput() throws Exception {
        FakeProcess process = new FakeProcess((self, out) -> {
            awaitUninterrupted(self.closed());
            throw new IOException("hung up");
        });
        exec = new ExecOutcome.Opened(process);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecSession session = opened(client.exec(edge.id(), EXEC));
            CompletableFuture<?> writing =
                    CompletableFuture.runAsync(() -> writeAll(session, new byte[4 << 20]), threads);
            assertThat(process.input().read()).isZero();

            session.close();

            assertThat(process.closed().await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(writing).failsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void endsTheProvidersEndWhenTheHostGoes() throws Exception {
        exec = new ExecOutcome.Opened(new FakeProcess((self, out) -> {
            awaitUninterrupted(self.closed());
            throw new IOException("hung up");
        }));

        try (ExecSession session = opened(client.exec(edge.id(), EXEC))) {
            edge.close();

            assertThatThrownBy(() -> session.pump(new Collected())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void hangsUpOnAProviderThatSaysWhatOnlyAHostMay() throws Exception {
        FakeProcess process = new FakeProcess((self, out) -> {
            awaitUninterrupted(self.closed());
            throw new IOException("hung up");
        });
        exec = new ExecOutcome.Opened(process);

        try (Stream stream = mesh.provider.open(edge.id(), Protocols.STREAM)) {
            FrameWriter out = new FrameWriter(stream.out());
            out.write(MessageKind.STREAM_REQUEST, EXEC);
            assertThat(new FrameReader(stream.in())
                            .read(MessageKind.STREAM_OPENING)
                            .getResult())
                    .isEqualTo(StreamOpening.Result.OK);
            out.write(
                    MessageKind.CHUNK,
                    Chunk.newBuilder().setExit(Exit.getDefaultInstance()).build());

            assertThat(process.closed().await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void refusesInputThatWasNotAskedFor() throws Exception {
        exec = new ExecOutcome.Opened(new FakeProcess((self, out) -> new ExecEnd.Exited(0)));
        StreamRequest request = EXEC.toBuilder()
                .setExec(EXEC.getExec().toBuilder().setStdin(false))
                .build();

        try (ExecSession session = opened(client.exec(edge.id(), request))) {
            assertThatThrownBy(() -> session.stdin().write(1)).hasMessageContaining("no stdin");
            session.stdin().close();
            assertThat(session.pump(new Collected())).isEqualTo(new ExecEnd.Exited(0));
        }
    }

    private static void writeAll(ExecSession session, byte[] data) {
        try {
            session.stdin().write(data);
            session.stdin().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static InputStream opened(LogsOutcome outcome) {
        return switch (outcome) {
            case LogsOutcome.Opened opened -> opened.log();
            case LogsOutcome.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private static ExecSession opened(ExecOutcome outcome) {
        return switch (outcome) {
            case ExecOutcome.Opened opened -> opened.session();
            case ExecOutcome.Refused refused -> throw new AssertionError(refused.toString());
        };
    }
}
