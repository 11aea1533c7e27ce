package io.beemesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.mesh.wire.Beat;
import io.beemesh.mesh.wire.Chunk;
import io.beemesh.mesh.wire.HostMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final HostMessage BEAT =
            HostMessage.newBuilder().setBeat(Beat.newBuilder().setNumber(300)).build();

    @Test
    void readsWhatWasWrittenAndThenTheEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter out = new FrameWriter(bytes);
        out.write(MessageKind.HOST_MESSAGE, BEAT);
        out.write(MessageKind.HOST_MESSAGE, BEAT);

        FrameReader in = reader(bytes.toByteArray());

        assertThat(in.read(MessageKind.HOST_MESSAGE)).isEqualTo(BEAT);
        assertThat(in.read(MessageKind.HOST_MESSAGE)).isEqualTo(BEAT);
        assertThat(in.readIfAny(MessageKind.HOST_MESSAGE)).isEmpty();
    }

    @Test
    void leavesWhatFollowsAMessageInTheStream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new FrameWriter(bytes).write(MessageKind.HOST_MESSAGE, BEAT);
        bytes.write(42);
        InputStream in = new ByteArrayInputStream(bytes.toByteArray());

        new FrameReader(in).read(MessageKind.HOST_MESSAGE);

        assertThat(in.read()).isEqualTo(42);
    }

    @Test
    void refusesToWriteMoreThanTheCap() {
        Chunk chunk = Chunk.newBuilder()
                .setStdout(ByteString.copyFrom(new byte[MessageKind.CHUNK.capBytes()]))
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        assertThatThrownBy(() -> new FrameWriter(bytes).write(MessageKind.CHUNK, chunk))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("chunk of 33796 bytes (expected: at most 33792)");
        assertThat(bytes.size()).isZero();
    }

    @Test
    void refusesALengthOverTheCapBeforeItReadsOn() {
        InputStream bombs = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("read beyond the length");
            }
        };
        InputStream in =
                new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) 0x81, (byte) 0x88, 2}), bombs);

        assertThatThrownBy(() -> new FrameReader(in).read(MessageKind.CHUNK))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("chunk of 33793 bytes");
    }

    @Test
    void refusesLengthsThatAreTooLongPaddedOrCutOff() {
        assertRefused("takes more than 4 bytes", 0x80, 0x80, 0x80, 0x80, 0x01);
        assertRefused("is padded", 0x82, 0x00);
        assertRefused("ended within the length", 0x82);
        assertRefused("ended after 1 of 2 bytes", 0x02, 0x0a);
        assertRefused("does not decode", 0x02, 0x0a, 0x05);
    }

    @Test
    void keepsEveryCapWithinWhatTheLengthCanSay() {
        assertThat(MessageKind.all())
                .allSatisfy(kind -> assertThat(kind.capBytes()).isBetween(1, (1 << 28) - 1));
    }

    private static void assertRefused(String message, int... bytes) {
        byte[] frame = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            frame[i] = (byte) bytes[i];
        }
        assertThatThrownBy(() -> reader(frame).read(MessageKind.HOST_MESSAGE))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(message);
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes));
    }
}
