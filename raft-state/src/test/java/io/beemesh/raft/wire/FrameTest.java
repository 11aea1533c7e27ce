package io.beemesh.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.testing.Garbage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    private static byte[] bytes(Frame frame) {
        ByteBuffer buffer = ByteBuffer.allocate(frame.size());
        frame.put(buffer);
        return buffer.array();
    }

    private static DataInputStream input(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static DataInputStream input(String hex) {
        return input(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isReadAsItWasWritten(Kind kind) throws IOException {
        Frame read = Frame.read(input(bytes(new Frame(kind, 77, new byte[] {1, 2, 3}))));

        assertThat(read.kind()).isEqualTo(kind);
        assertThat(read.call()).isEqualTo(77);
        assertThat(read.body()).containsExactly(1, 2, 3);
    }

    @Test
    void hasTheBytesOfVersionOne() {
        assertThat(HexFormat.of().formatHex(bytes(new Frame(Kind.APPEND, 0x0102, new byte[] {(byte) 0xAB}))))
                .isEqualTo("0000000a" + "11" + "0000000000000102" + "ab");
    }

    @Test
    void endsBetweenTwoFrames() throws IOException {
        assertThat(Frame.read(input(""))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0000000a", "0000000a11", "0000000a110000000000000102"})
    void doesNotEndWithinAFrame(String hex) {
        assertThatThrownBy(() -> Frame.read(input(hex))).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "00000008", "0040000a", "7fffffff", "80000000", "ffffffff"})
    void refusesALengthBeforeAnythingOfItIsRead(String length) throws IOException {
        DataInputStream in = input(length + "ff".repeat(64));

        assertThatThrownBy(() -> Frame.read(in)).isInstanceOf(IOException.class).hasMessageContaining("a frame of ");
        assertThat(in.available()).isEqualTo(64);
    }

    @Test
    void takesMemoryAsBytesCome() {
        AtomicInteger most = new AtomicInteger();
        byte[] announced = HexFormat.of().parseHex("00400009" + "11" + "00".repeat(8) + "ffff");
        InputStream in = new ByteArrayInputStream(announced) {
            @Override
            public int read(byte[] target, int offset, int length) {
                most.accumulateAndGet(target.length, Math::max);
                return super.read(target, offset, length);
            }
        };

        assertThatThrownBy(() -> Frame.read(new DataInputStream(in))).isInstanceOf(EOFException.class);
        assertThat(most).hasValueLessThan(64 << 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "0f", "16", "23", "3f", "40", "ff"})
    void refusesAKindThatItDoesNotKnow(String kind) {
        assertThatThrownBy(() -> Frame.read(input("00000009" + kind + "00".repeat(8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("which this version does not know");
    }

    @Test
    void isNotMadeLongerThanAnybodyReads() {
        assertThatThrownBy(() -> new Frame(Kind.APPEND, 1, new byte[Frame.BODY_BYTES_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most 4194304");
    }

    @Test
    void garbageIsRefusedOrRead() {
        Garbage.of(bytes(new Frame(Kind.VOTE, 1, new byte[20])), 7).forEach(bytes -> {
            try {
                Frame.read(input(bytes));
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
    }
}
