package io.beemesh.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OutboxTest {
    private final Outbox outbox = new Outbox();

    private Thread drain(OutputStream out) {
        return Thread.ofVirtual().start(() -> {
            try {
                outbox.drain(out, Pace.unbounded());
            } catch (IOException | InterruptedException e) {
                // The end of the test.
            }
        });
    }

    @Test
    void framesLeaveInTheirOrder() throws IOException {
        PipedInputStream in = new PipedInputStream(1 << 20);
        for (int i = 0; i < 100; i++) {
            outbox.put(new Frame(Kind.APPEND, i, new byte[i * 100]), Duration.ofSeconds(1));
        }

        Thread writer = drain(new PipedOutputStream(in));

        DataInputStream frames = new DataInputStream(in);
        for (int i = 0; i < 100; i++) {
            Frame frame = Frame.read(frames);
            assertThat(frame.call()).isEqualTo(i);
            assertThat(frame.body()).hasSize(i * 100);
        }
        writer.interrupt();
    }

    @Test
    void takesNoMoreThanItsBound() throws IOException {
        Frame mebibyte = new Frame(Kind.ANSWER, 1, new byte[(1 << 20) - 13]);
        for (int i = 0; i < 8; i++) {
            assertThat(outbox.offer(mebibyte)).isTrue();
        }

        assertThat(outbox.offer(mebibyte)).isFalse();
        assertThatThrownBy(() -> outbox.put(mebibyte, Duration.ofMillis(1)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("the peer took nothing");
    }

    @Test
    void whatLeftMakesRoom() throws IOException {
        Frame longest = new Frame(Kind.ANSWER, 1, new byte[Frame.BODY_BYTES_MAX]);
        assertThat(outbox.offer(longest)).isTrue();
        assertThat(outbox.offer(longest)).isFalse();

        Thread writer = drain(OutputStream.nullOutputStream());

        outbox.put(longest, Duration.ofSeconds(5));
        writer.interrupt();
    }
}
