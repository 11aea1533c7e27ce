package io.beemesh.provider.kubelet.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class SpdyCodecTest {
    /** What moby/spdystream 0.5.1, which kubectl and the API server use, writes for {@link #golden()}. */
    private static final String GOLDEN =
            "80030001000000290000000100000000000078f9e3c6a7c26260606004a7b392a2d4c45c6851c29a0a0a6800000000ffff"
                    + "800300010100001700000003000000000000c22e555c92929907000000ffff"
                    + "800300020000000e000000016260606000000000ffff"
                    + "000000030100000368690a" + "800300060000000400000001" + "80030003000000080000000300000005"
                    + "80030007000000080000000300000000";

    private static List<SpdyFrame> golden() {
        return List.of(
                new SpdyFrame.SynStream(1, Map.of("streamtype", "error"), false),
                new SpdyFrame.SynStream(3, Map.of("streamtype", "stdin"), true),
                new SpdyFrame.SynReply(1, Map.of(), false),
                new SpdyFrame.Data(3, ByteBuffer.wrap("hi\n".getBytes()), true),
                new SpdyFrame.Ping(1),
                new SpdyFrame.RstStream(3, SpdyFrame.CANCEL),
                new SpdyFrame.GoAway(3));
    }

    @Test
    void readsWhatKubernetesClientsWrite() throws IOException {
        assertThat(readAll(HexFormat.of().parseHex(GOLDEN))).isEqualTo(golden());
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Random random = new Random(1);
        List<SpdyFrame> frames = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            frames.add(frame(random));
        }

        assertThat(readAll(written(frames))).isEqualTo(frames);
    }

    @Test
    void cutsLongDataAndEndsTheStreamWithTheLastPiece() throws IOException {
        byte[] bytes = new byte[SpdyWriter.DATA_BYTES_MAX * 2 + 1];
        List<SpdyFrame> read = readAll(written(List.of(new SpdyFrame.Data(5, ByteBuffer.wrap(bytes), true))));

        assertThat(read).hasSize(3);
        assertThat(read).extracting(frame -> ((SpdyFrame.Data) frame).fin()).containsExactly(false, false, true);
    }

    @Test
    void takesALongDataFrameInPieces() throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8 + 200_000);
        frame.putInt(7).putInt(1 << 24 | 200_000);

        List<SpdyFrame> read = readAll(frame.array());

        assertThat(read).hasSize(4);
        assertThat(read).extracting(piece -> ((SpdyFrame.Data) piece).fin()).containsExactly(false, false, false, true);
    }

    @Test
    void refusesAControlFrameLongerThanItsBoundBeforeAnythingIsAllocated() {
        byte[] claim = HexFormat.of().parseHex("8003000100ffffff");

        assertThatThrownBy(() -> readAll(claim)).isInstanceOf(SpdyException.class);
    }

    @Test
    void refusesAHeaderBlockThatInflatesBeyondItsBound() {
        Map<String, String> bomb = Map.of("a", "x".repeat(HeaderInflater.BLOCK_BYTES_MAX));

        assertThatThrownBy(() -> readAll(written(List.of(new SpdyFrame.SynStream(1, bomb, false)))))
                .isInstanceOf(SpdyException.class)
                .hasMessageContaining("header block");
    }

    @Test
    void endsOrFailsOnWhateverComes() throws IOException {
        Random random = new Random(2);
        byte[] valid = written(golden());
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = valid.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(readAll(bytes)).hasSizeLessThan(bytes.length);
            } catch (SpdyException | EOFException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @Test
    void hasTheDictionaryOfTheSpecification() {
        Adler32 sum = new Adler32();
        sum.update(SpdyDictionary.get());

        assertThat(sum.getValue()).isEqualTo(0xe3c6a7c2L);
    }

    private static SpdyFrame frame(Random random) {
        int stream = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return switch (random.nextInt(6)) {
            case 0 ->
                new SpdyFrame.SynStream(
                        stream, Map.of("streamtype", "x" + random.nextInt(), "port", "8"), random.nextBoolean());
            case 1 -> new SpdyFrame.SynReply(stream, Map.of("a", ""), random.nextBoolean());
            case 2 -> new SpdyFrame.RstStream(stream, 1 + random.nextInt(11));
            case 3 -> new SpdyFrame.Ping(random.nextInt());
            case 4 -> new SpdyFrame.GoAway(stream);
            default -> new SpdyFrame.Data(stream, ByteBuffer.wrap(bytes), random.nextBoolean());
        };
    }

    private static byte[] written(List<SpdyFrame> frames) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SpdyWriter writer = new SpdyWriter(out)) {
            for (SpdyFrame frame : frames) {
                writer.write(frame);
            }
        }
        return out.toByteArray();
    }

    private static List<SpdyFrame> readAll(byte[] bytes) throws IOException {
        List<SpdyFrame> frames = new ArrayList<>();
        try (SpdyReader reader = new SpdyReader(new ByteArrayInputStream(bytes))) {
            for (Optional<SpdyFrame> frame = reader.read(); frame.isPresent(); frame = reader.read()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }
}
