package io.beemesh.libp2p.multistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.testing.Garbage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultistreamTest {
    private static final String HEADER = "\u0013/multistream/1.0.0\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String sent() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void proposesInOneWriteAndTakesTheFirstThatIsAccepted() throws IOException {
        ByteArrayInputStream in = in(HEADER + "\u0003na\n" + "\u0003/b\n" + "application bytes");

        assertThat(Multistream.select(in, out, List.of("/a", "/b", "/c"))).contains("/b");

        assertThat(sent()).isEqualTo(HEADER + "\u0003/a\n" + "\u0003/b\n");
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("application bytes");
    }

    @Test
    void saysThatNoneIsAccepted() throws IOException {
        assertThat(Multistream.select(in(HEADER + "\u0003na\n\u0003na\n"), out, List.of("/a", "/b")))
                .isEmpty();
    }

    @Test
    void refusesUntilAProposalIsServedAndLeavesWhatFollows() throws IOException {
        ByteArrayInputStream in = in(HEADER + "\u0003/x\n" + "\u0003ls\n" + "\u0003/b\n" + "early data");

        assertThat(Multistream.answer(in, out, "/b"::equals)).contains("/b");

        assertThat(sent()).isEqualTo(HEADER + "\u0003na\n" + "\u0003na\n" + "\u0003/b\n");
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("early data");
    }

    @Test
    void toleratesAPeerThatGivesUp() throws IOException {
        assertThat(Multistream.answer(in(HEADER + "\u0003/x\n"), out, "/b"::equals))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNotMultistream() {
        assertThatThrownBy(() -> Multistream.answer(in("\u0005GET \n"), out, "/b"::equals))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Multistream.answer(in("\u0013/multistream/2.0.0\n"), out, "/b"::equals))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Multistream.answer(in(HEADER + "\u0003abc"), out, "/b"::equals))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Multistream.answer(in("\u0013/multi"), out, "/b"::equals))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> Multistream.select(in(HEADER + "\u0003/z\n"), out, List.of("/a")))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesAMessageOverItsLimitWithoutReadingIt() {
        ByteArrayInputStream in = in("\u0081\u0008" + "x".repeat(1025));

        assertThatThrownBy(() -> Multistream.answer(in, out, "/b"::equals)).isInstanceOf(ProtocolException.class);
        assertThat(in.available()).isEqualTo(1025);
    }

    @Test
    void refusesAPeerThatProposesWithoutEnd() {
        String endless = HEADER + "\u0003/x\n".repeat(1000);

        assertThatThrownBy(() -> Multistream.answer(in(endless), out, "/b"::equals))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("64");
    }

    @Test
    void endsOrRefusesWhateverItIsGiven() {
        byte[] valid = (HEADER + "\u0003/a\n" + "\u0003/b\n").getBytes(StandardCharsets.ISO_8859_1);

        Garbage.of(valid, 6).forEach(bytes -> {
            try {
                Multistream.answer(new ByteArrayInputStream(bytes), out, "/b"::equals)
                        .ifPresent(agreed -> assertThat(agreed).isEqualTo("/b"));
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
    }
}
