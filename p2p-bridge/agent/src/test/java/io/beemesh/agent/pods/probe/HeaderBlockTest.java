package io.beemesh.agent.pods.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the examples of RFC 7541, appendix C. */
class HeaderBlockTest {
    private static Map<String, String> read(String hex) throws IOException {
        return HeaderBlock.read(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void readsStatusAndNamesOfTheirOwnAndSkipsTheRest() throws IOException {
        assertThat(read("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e"
                        + " 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"))
                .isEqualTo(Map.of(":status", "302"));
        assertThat(read("20 88 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
                .isEqualTo(Map.of(":status", "200", "custom-key", "custom-value"));
        assertThat(read("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
                .isEqualTo(Map.of("custom-key", "custom-header"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"be", "80", "4882 64", "40", "7fff ffff ffff", "40 84 ffff ffff 00"})
    void refusesWhatIsCutOffOrOfATableThatIsNotThere(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(IOException.class).hasMessage("malformed HTTP/2 headers");
    }
}
