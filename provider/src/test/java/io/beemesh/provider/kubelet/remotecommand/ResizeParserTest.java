package io.beemesh.provider.kubelet.remotecommand;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.mesh.session.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResizeParserTest {
    private final ResizeParser parser = new ResizeParser();

    @Test
    void findsSizesHoweverTheyAreCut() {
        String text = "{\"Width\":80,\"Height\":24}\n{\"Width\":132,\"Height\":43}\n";
        List<TerminalSize> sizes = new ArrayList<>();
        for (char c : text.toCharArray()) {
            sizes.addAll(accept(String.valueOf(c)));
        }

        assertThat(sizes).containsExactly(new TerminalSize(80, 24), new TerminalSize(132, 43));
    }

    @Test
    void dropsWhatIsNoSizeAndGoesOn() {
        assertThat(accept("{\"Width\":-1,\"Height\":24}{\"Width\":70000,\"Height\":1}{\"Width\":\"a\"}}{nonsense}"))
                .isEmpty();
        assertThat(accept("x".repeat(5000))).isEmpty();
        assertThat(accept("}{\"Width\":1,\"Height\":2}")).containsExactly(new TerminalSize(1, 2));
    }

    @Test
    void takesWhateverComes() {
        Random random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(parser.accept(ByteBuffer.wrap(bytes))).hasSizeLessThan(40);
        }
    }

    private List<TerminalSize> accept(String text) {
        return parser.accept(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
