package io.beemesh.provider.kubelet.spdy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpdyWriterTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void answersPingsWithoutWaitingForAWriterThatBlocks() throws Exception {
        try (SpdyWriter writer = new SpdyWriter(new Stuck())) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(writer));
            blocked.await();

            for (int id = 1; id < 1000; id += 2) {
                writer.pong(new SpdyFrame.Ping(id)); // would never return if it waited
            }
            released.countDown();
            writing.join();
        }

        SpdyReader reader = new SpdyReader(new ByteArrayInputStream(sent.toByteArray()));
        assertThat(reader.read()).containsInstanceOf(SpdyFrame.Data.class);
        int pongs = 0;
        while (reader.read().isPresent()) {
            pongs++;
        }
        assertThat(pongs).isEqualTo(64);
        reader.close();
    }

    private static void write(SpdyWriter writer) {
        try {
            writer.write(new SpdyFrame.Data(1, ByteBuffer.wrap(new byte[10]), false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks in its first write until it is released. */
    private final class Stuck extends OutputStream {
        @Override
        public void write(int b) {
            sent.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            blocked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            sent.write(bytes, offset, length);
        }
    }
}
