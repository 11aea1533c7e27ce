package io.beemesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.beemesh.mesh.testing.GoldenMessages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever arrives, a reader gives a message, the end, or a frame exception; nothing else and never forever. */
class FrameFuzzTest {
    private static final int CASES = 10_000;
    private static final long SEED = 20261122;

    static List<MessageKind<?>> kinds() {
        return MessageKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void survivesGarbage(MessageKind<?> kind) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            readAll(kind, bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    <T extends MessageLite> void survivesFlippedBytesInRealMessages(MessageKind<T> kind) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] original = frame(kind);
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = original.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            readAll(kind, bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    <T extends MessageLite> void refusesEveryTruncationOfARealMessage(MessageKind<T> kind) throws IOException {
        byte[] original = frame(kind);
        for (int length = 1; length < original.length; length++) {
            byte[] cut = Arrays.copyOf(original, length);
            assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(cut)).read(kind))
                    .isInstanceOf(FrameException.class);
        }
    }

    private static <T extends MessageLite> byte[] frame(MessageKind<T> kind) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new FrameWriter(bytes).write(kind, GoldenMessages.of(kind));
        return bytes.toByteArray();
    }

    private static void readAll(MessageKind<?> kind, byte[] bytes) throws IOException {
        FrameReader in = new FrameReader(new ByteArrayInputStream(bytes));
        int messages = 0;
        try {
            Optional<?> message = in.readIfAny(kind);
            while (message.isPresent()) {
                messages++;
                message = in.readIfAny(kind);
            }
        } catch (FrameException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(messages).isLessThanOrEqualTo(bytes.length);
    }
}
