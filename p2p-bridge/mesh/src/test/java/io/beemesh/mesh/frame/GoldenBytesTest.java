package io.beemesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.mesh.testing.GoldenMessages;
import io.beemesh.mesh.testing.GoldenMessages.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of version 1 never change: what an old peer sent is read, what is sent an old peer reads. */
class GoldenBytesTest {
    static Map<String, Golden> goldens() {
        return GoldenMessages.all();
    }

    static Set<String> names() {
        return goldens().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void readsAndWritesTheBytesOfVersionOne(String name) throws IOException {
        Golden golden = goldens().get(name);
        byte[] bytes = bytes(name);

        assertThat(HexFormat.of().formatHex(golden.message().toByteArray()))
                .as("bytes of %s; they are released and must stay", name)
                .isEqualTo(HexFormat.of().formatHex(bytes));
        assertThat(golden.kind().parser().parseFrom(bytes)).isEqualTo(golden.message());
    }

    @Test
    void coversEveryKind() {
        assertThat(goldens().values().stream().map(Golden::kind).distinct().map(MessageKind::name))
                .containsExactlyInAnyOrderElementsOf(
                        MessageKind.all().stream().map(MessageKind::name).toList());
    }

    private static byte[] bytes(String name) throws IOException {
        String path = "/golden/v1/" + name + ".hex";
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream(path)) {
            assertThat(in).as("resource %s", path).isNotNull();
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
